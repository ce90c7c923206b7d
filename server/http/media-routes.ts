import { idSchema } from '#shared/ids.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { maySeePerson } from '../domain/ground.ts'
import { isIndoor } from '../domain/indoor.ts'
import { hasRole, mayKnowMissing, maySee, READS_QUARANTINE, scopeOf } from '../domain/viewer.ts'
import type { Keeping } from '../evidence/keeping.ts'
import { type MediaFiles, MOST_MEDIA_BYTES } from '../evidence/media.ts'
import { evidenceMediaById, incidentsOfObservation } from '../store/evidence-media.ts'
import { standingIncident } from '../store/incidents.ts'
import { isRemoved } from '../store/media-removals.ts'
import {
  claimMedia,
  completeMedia,
  devicesShowing,
  incidentsCiting,
  isOfQuarantine,
  mediaById,
  type MediaRow,
  restartMedia,
} from '../store/media.ts'
import { type Asked, json, parsed, Refusal, type Route } from './route.ts'

/** An id that names a file. */
const mediaIdSchema = idSchema.regex(/^[^.]/, 'the id of a picture does not begin with a dot')

/** Photos and clips: sent in pieces over a bad line, checked whole, seen by those concerned. */
export function mediaRoutes({
  database,
  decisions,
  files,
  keeping,
  now,
}: {
  database: Database
  decisions: Decisions
  files: MediaFiles
  keeping: Keeping
  now: () => Date
}): Route[] {
  /** Whether a picture may hang on a wall: devices made it, as far as anybody knows, and none of them looks into a home. */
  async function isOpenPicture(media: MediaRow): Promise<boolean> {
    const { arrangement } = await decisions.facts()
    const makers = await devicesShowing(database, media.id)
    const devices = makers.map((id) => (id === null ? undefined : arrangement.devices.get(id)))
    return media.ownerId === '' && devices.length > 0 && devices.every((device) => device && !isIndoor(device))
  }

  async function mayBeSeen(media: MediaRow, viewer: Viewer): Promise<boolean> {
    if (media.ownerId === viewer.personId) return true
    if (hasRole(viewer, 'wall') && !(await isOpenPicture(media))) return false
    // What could not be read is of no ground: the duty rooms see it, and whoever sees everything.
    const readsQuarantine = hasRole(viewer, ...READS_QUARANTINE) && maySee(viewer, { areaIds: [], personIds: [] })
    if (readsQuarantine && (await isOfQuarantine(database, media.id))) return true
    const ids = await incidentsCiting(database, media.id, media.ownerId)
    // One that its owner has put to nothing yet is also the duty room's that knows them: it may tell what goes on.
    if (ids.length === 0)
      return (
        hasRole(viewer, 'admin', 'duty') &&
        media.ownerId !== '' &&
        maySeePerson(viewer, media.ownerId, (await decisions.facts()).arrangement)
      )
    // Whoever was called to what an incident turned out to be needs its pictures as well.
    const incidents = await Promise.all(ids.map((id) => standingIncident(database, id)))
    return incidents.some(
      (incident) =>
        incident !== null &&
        maySee(viewer, scopeOf(incident)) &&
        // What people photograph there is who is missing, as far as anybody knows.
        (incident.search === null || media.ownerId === '' || mayKnowMissing(viewer, incident)),
    )
  }

  /** Whether a picture that came with a message belongs to what the viewer may see. */
  async function isTheirs(viewer: Viewer, evidenceMediaId: string): Promise<boolean> {
    const row = await evidenceMediaById(database, evidenceMediaId)
    if (row === null) return false
    if (row.observationId === null) return maySee(viewer, { areaIds: [], personIds: [] })
    const { standing } = await incidentsOfObservation(database, row.observationId)
    return standing.some((incident) => maySee(viewer, scopeOf(incident)))
  }

  return [
    {
      method: 'put',
      path: '/api/media/:id',
      who: 'signed-in',
      roles: ['admin', 'duty', 'leader', 'cadre', 'member'],
      scope: 'own',
      says: 'A photo or clip, whole or from an offset (Content-Range); X-Content-Sha256 is checked over the whole.',
      rawBody: true,
      async handle({ params, raw, viewer }) {
        const id = parsed(mediaIdSchema, params.id)
        if (await isRemoved(database, id)) throw new Refusal('removed')
        const { from, until, total, sha256 } = headersOf(raw)
        const claim = { id, ownerId: viewer.personId, bytes: total, sha256, createdAt: now() }
        const media = await claimMedia(database, claim)
        if (media.ownerId !== viewer.personId) throw new Refusal('conflict', { detail: 'the id is another person’s' })
        if (media.completedAt !== null) {
          if (media.sha256 !== sha256) throw new Refusal('conflict', { detail: 'another picture has this id' })
          return json({ receivedBytes: media.bytes, contentType: media.contentType })
        }
        if (media.sha256 !== sha256 || media.bytes !== total) {
          if (from > 0) throw new Refusal('conflict', { detail: 'this is not the upload that was begun', state: '0' })
          await restartMedia(database, id, claim)
        }
        const received = await files.receive(id, { from, until, total, sha256, bytes: raw })
        switch (received.outcome) {
          case 'whole': {
            const { contentType, hasCopy } = received
            await completeMedia(database, id, { contentType, bytes: total, completedAt: now() })
            // The search may have ended while the last piece came.
            if (await isRemoved(database, id)) {
              await files.remove(id)
              throw new Refusal('removed')
            }
            return json({ receivedBytes: total, contentType, hasCopy }, 201)
          }
          case 'partial':
            return json({ receivedBytes: received.receivedBytes })
          case 'wrong-type':
            throw new Refusal('wrong-type', { detail: 'neither JPEG, PNG, WebP, HEIC nor MP4' })
          case 'wrong-hash':
            throw refused('X-Content-Sha256', 'the bytes have another hash; nothing of them was kept')
          case 'wrong-length':
            throw new Refusal('bad-request', { detail: 'more bytes came than the headers said' })
          case 'wrong-offset':
          case 'broken': {
            const { outcome, receivedBytes } = received
            const detail = `${outcome}: ${receivedBytes} bytes are here`
            throw new Refusal('conflict', { detail, state: String(receivedBytes) })
          }
        }
      },
    },
    {
      method: 'head',
      path: '/api/media/:id',
      who: 'signed-in',
      roles: 'all',
      scope: 'own',
      says: 'How many bytes of an upload of one’s own are here (X-Received-Bytes).',
      async handle({ params, viewer }) {
        const media = await mediaById(database, parsed(mediaIdSchema, params.id))
        if (media === null || media.ownerId !== viewer.personId) throw new Refusal('not-found')
        const bytes = media.completedAt === null ? await files.receivedBytes(media.id) : media.bytes
        return { status: 200, headers: { 'x-received-bytes': String(bytes) } }
      },
    },
    {
      method: 'get',
      path: '/api/media/:id',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'The picture or clip, without where and by what it was taken where it could be read.',
      async handle({ params, viewer }) {
        const media = await mediaById(database, parsed(mediaIdSchema, params.id))
        if (media === null || media.completedAt === null || !(await mayBeSeen(media, viewer)))
          throw new Refusal('not-found')
        if (await isRemoved(database, media.id)) throw new Refusal('removed')
        const shown = await files.shown(media.id)
        if (shown === null) throw new Refusal('not-found')
        const type = shown.isCopy ? 'image/webp' : media.contentType
        // Whoever signs in next on the same PC must not find it there: each showing is asked for anew, and costs no bytes.
        const etag = `"${media.id}${shown.isCopy ? '-copy' : ''}"`
        const headers = { 'content-type': type, 'cache-control': 'private, no-cache', etag }
        return { status: 200, file: shown.path, headers }
      },
    },
    {
      method: 'post',
      path: '/api/evidence/:id/retry',
      who: 'signed-in',
      roles: ['admin', 'duty'],
      scope: 'viewer',
      says: 'Tries once more to fetch a picture or clip that was given up.',
      async handle({ params, viewer }) {
        const id = parsed(idSchema, params.id)
        if (!(await isTheirs(viewer, id))) throw new Refusal('not-found')
        const retried = await keeping.retry(id)
        if (retried.ok) return json(retried.media)
        if (retried.reason === 'not-found') throw new Refusal('not-found')
        throw new Refusal('contradiction', { state: retried.reason, allowed: [], detail: `it is ${retried.reason}` })
      },
    },
  ]
}

/** Which bytes of which whole a request carries. */
function headersOf(raw: Asked['raw']): { from: number; until: number; total: number; sha256: string } {
  const sha256 = (raw.get('x-content-sha256') ?? '').toLowerCase()
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw refused('X-Content-Sha256', 'must be 64 hexadecimal digits')
  const range = raw.get('content-range')
  const [, first, last, whole] = /^bytes (\d{1,10})-(\d{1,10})\/(\d{1,10})$/.exec(range ?? '') ?? []
  if (range !== undefined && whole === undefined) throw refused('Content-Range', 'must be bytes FIRST-LAST/TOTAL')
  const length = raw.get('content-length')
  if (range === undefined && length === undefined)
    throw refused('Content-Length', 'must be there where Content-Range is not')
  const total = Number(whole ?? length)
  const [from, until] = [Number(first ?? 0), last === undefined ? total : Number(last) + 1]
  if (total > MOST_MEDIA_BYTES) throw new Refusal('too-large', { detail: 'a photo or clip may have 15 MB' })
  if (total === 0 || from >= until || until > total) throw refused('Content-Range', 'must be bytes FIRST-LAST/TOTAL')
  return { from, until, total, sha256 }
}

function refused(field: string, message: string): Refusal {
  return new Refusal('invalid', { fields: [{ field, message }] })
}
