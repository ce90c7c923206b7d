import { idSchema } from '#shared/ids.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../../db/connect.ts'
import { hasRole, maySee, scopeOf } from '../domain/viewer.ts'
import type { MediaFiles } from '../media.ts'
import { incidentById } from '../store/incidents.ts'
import { incidentsCiting, mediaById, noteMedia } from '../store/media.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

/** Photos and clips: sent in pieces over a bad line, checked whole, seen by those concerned. */
export function mediaRoutes({
  database,
  files,
  now,
}: {
  database: Database
  files: MediaFiles
  now: () => Date
}): Route[] {
  async function maySeeMedia(viewer: Viewer, id: string): Promise<boolean> {
    const media = await mediaById(database, id)
    if (media === null) return false
    if (media.ownerId === viewer.personId || hasRole(viewer, 'admin', 'duty')) return true
    const incidents = await Promise.all(
      (await incidentsCiting(database, id)).map((incidentId) => incidentById(database, incidentId)),
    )
    return incidents.some((incident) => incident !== null && maySee(viewer, scopeOf(incident)))
  }

  return [
    {
      method: 'put',
      path: '/api/media/:id',
      who: 'signed-in',
      roles: ['admin', 'duty', 'leader', 'cadre', 'member'],
      says: 'A photo or clip, whole or from an offset (Content-Range); X-Content-Sha256 is checked over the whole.',
      rawBody: true,
      async handle({ params, raw, viewer }) {
        const id = parsed(idSchema, params.id)
        const sha256 = raw.get('x-content-sha256') ?? ''
        if (!/^[0-9a-fA-F]{64}$/.test(sha256))
          throw new Refusal('invalid', {
            fields: [{ field: 'X-Content-Sha256', message: 'must be 64 hexadecimal digits' }],
          })
        const held = await mediaById(database, id)
        if (held !== null && held.ownerId !== viewer.personId) throw new Refusal('conflict')
        const [, start, , total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(raw.get('content-range') ?? '') ?? []
        const received = await files.receive(id, {
          from: Number(start ?? 0),
          total: total === undefined ? null : Number(total),
          sha256,
          bytes: raw,
        })
        if (!received.ok) {
          const { reason, receivedBytes } = received
          if (reason === 'too-large') throw new Refusal('too-large', { detail: 'a photo or clip may have 15 MB' })
          if (reason === 'wrong-type')
            throw new Refusal('wrong-type', { detail: 'neither JPEG, PNG, WebP, HEIC nor MP4' })
          throw new Refusal('conflict', {
            detail: `${reason}: ${receivedBytes} bytes are here`,
            state: String(receivedBytes),
          })
        }
        const { receivedBytes, done, contentType } = received
        if (!done) return json({ receivedBytes })
        if (held === null) {
          const at = now()
          await noteMedia(database, {
            id,
            ownerId: viewer.personId,
            contentType,
            bytes: receivedBytes,
            receivedBytes,
            sha256,
            createdAt: at,
            completedAt: at,
          })
        }
        return json({ receivedBytes }, held === null ? 201 : 200)
      },
    },
    {
      method: 'head',
      path: '/api/media/:id',
      who: 'signed-in',
      says: 'How many bytes of an upload are here.',
      handle: async ({ params }) => ({
        status: 200,
        headers: { 'x-received-bytes': String(await files.receivedBytes(parsed(idSchema, params.id))) },
      }),
    },
    {
      method: 'get',
      path: '/api/media/:id',
      who: 'signed-in',
      says: 'The picture or clip, without where and by what it was taken.',
      async handle({ params, viewer }) {
        const id = parsed(idSchema, params.id)
        const file = (await maySeeMedia(viewer, id)) ? await files.shown(id) : null
        if (file === null) throw new Refusal('not-found')
        const media = await mediaById(database, id)
        return {
          status: 200,
          file,
          headers: {
            'content-type': file.endsWith('.webp') ? 'image/webp' : (media?.contentType ?? 'application/octet-stream'),
          },
        }
      },
    },
  ]
}
