import type { TakenAbsence } from '#shared/absence.ts'
import type { Action } from '#shared/action.ts'
import type { Incident } from '#shared/incident.ts'
import { type Trouble, request } from '../http.ts'
import { type TroubleCode, isTroubleCode } from '../words/trouble.ts'
import { type Delivery, type Entry, deliveryOf } from './outbox.ts'
import type { PhoneStore, StoredPhoto } from './phone-store.ts'
import { sha256Hex } from './sha256.ts'

/** A thin line carries this much in a few seconds; what has arrived is not sent again. */
const PIECE_BYTES = 64 * 1024
const PIECE_TIMEOUT_MS = 60_000
const MOST_CONFLICTS = 5
const WORDS_TIMEOUT_MS = 20_000

/** Sends one entry over HTTP. `nowMs` is the server's time; it stands for the time of receipt where the answer has none. */
export async function deliver(entry: Entry, store: PhoneStore, nowMs: () => number): Promise<Delivery> {
  const now = () => new Date(nowMs()).toISOString()
  const { job } = entry
  switch (job.type) {
    case 'action': {
      const path = `/api/incidents/${encodeURIComponent(job.incidentId)}/actions`
      const answer = await request<{ action: Action; incident: Incident }>(path, {
        method: 'POST',
        body: job.body,
        timeoutMs: WORDS_TIMEOUT_MS,
      })
      return deliveryOf(answer, (value) => ({ at: value?.action?.recordedAt ?? now(), incidentId: job.incidentId }))
    }
    case 'report': {
      const answer = await request<{ observationId: string; incidentId: string | null }>('/api/reports', {
        method: 'POST',
        body: job.body,
        timeoutMs: WORDS_TIMEOUT_MS,
      })
      return deliveryOf(answer, (value) => ({ at: now(), incidentId: value?.incidentId ?? null }))
    }
    case 'away': {
      const answer = await request<TakenAbsence>('/api/absences', {
        method: 'POST',
        body: job.body,
        timeoutMs: WORDS_TIMEOUT_MS,
      })
      return deliveryOf(answer, (value) => ({ at: value?.recordedAt ?? now(), incidentId: null }))
    }
    case 'back': {
      const path = `/api/absences/${encodeURIComponent(job.absenceId)}`
      const answer = await request<null>(path, { method: 'DELETE', timeoutMs: WORDS_TIMEOUT_MS })
      // That it has ended already is what was wanted.
      if (!answer.ok && answer.problem.status === 404) return { outcome: 'received', at: now(), incidentId: null }
      return deliveryOf(answer, () => ({ at: now(), incidentId: null }))
    }
    case 'photo': {
      const photo = await store.photo(job.mediaId)
      if (photo === null) return refusal('not-found', 0)
      const delivery = await upload(photo, now)
      if (delivery.outcome === 'received') await store.removePhoto(job.mediaId)
      return delivery
    }
  }
}

async function upload({ id, type, bytes }: StoredPhoto, now: () => string): Promise<Delivery> {
  const path = `/api/media/${encodeURIComponent(id)}`
  const sha256 = sha256Hex(new Uint8Array(bytes))
  const total = bytes.byteLength
  let conflicts = 0
  let sent = await receivedBytes(path, total)
  for (;;) {
    if (sent === null) return { outcome: 'no-signal' }
    const end: number = Math.min(total, sent + PIECE_BYTES)
    const answer = await piece(path, {
      method: 'PUT',
      headers: {
        'content-type': type,
        'x-content-sha256': sha256,
        'content-range': `bytes ${sent}-${end - 1}/${total}`,
      },
      body: bytes.slice(sent, end),
    })
    if (answer === null) return { outcome: 'no-signal' }
    if (answer.status === 409) {
      // Another tab, or a piece of before that arrived after all: ask where it stands and go on from there.
      if (++conflicts > MOST_CONFLICTS) return { outcome: 'later' }
      sent = await receivedBytes(path, total)
      continue
    }
    if (!answer.ok) {
      return deliveryOf({ ok: false, problem: await troubleIn(answer) }, () => ({ at: now(), incidentId: null }))
    }
    if (answer.status === 201 || end === total) return { outcome: 'received', at: now(), incidentId: null }
    conflicts = 0
    sent = end
  }
}

/** How much of a photo the server has; 0 also where it has all of it, for a repeat of the beginning says so. */
async function receivedBytes(path: string, total: number): Promise<number | null> {
  const answer = await piece(path, { method: 'HEAD' })
  if (answer === null) return null
  const received = answer.ok ? Number(answer.headers.get('x-received-bytes') ?? 0) : 0
  return received > 0 && received < total ? received : 0
}

async function piece(path: string, init: RequestInit): Promise<Response | null> {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), PIECE_TIMEOUT_MS)
  try {
    return await fetch(path, { ...init, credentials: 'same-origin', cache: 'no-store', signal: controller.signal })
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}

async function troubleIn(response: Response): Promise<Trouble> {
  const body: unknown = await response.json().catch(() => null)
  // A problem document has a code; anything else is only a status.
  const code = typeof body === 'object' && body !== null ? (body as { code?: unknown }).code : null
  return trouble(typeof code === 'string' && isTroubleCode(code) ? code : 'bad-request', response.status)
}

const trouble = (code: TroubleCode, status: number): Trouble => ({ type: 'about:blank', title: code, status, code })
const refusal = (code: TroubleCode, status: number): Delivery => ({
  outcome: 'refused',
  problem: trouble(code, status),
})
