import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { systemAction } from '../domain/call.ts'
import type { Log } from '../mqtt/door.ts'
import { actionRow } from '../store/incidents.ts'
import { allRemovals, type MediaRemoval, openRemovals } from '../store/media-removals.ts'
import type { MediaFiles } from './media.ts'

/**
 * Takes away the files of pictures of missing persons whose search is over. That they are to go was committed with its end;
 * whatever becomes of this process, they go at the next start at the latest.
 */
export type Removing = {
  start(): void
  stop(): Promise<void>
  /** Takes away what is to go; what fails is logged, and tried again. Never rejects. */
  run(): Promise<void>
}

const LOOK_EVERY_MS = 2000

export function createRemoving(parts: {
  database: Database
  decisions: Decisions
  files: Pick<MediaFiles, 'remove'>
  log: Log
}): Removing {
  const { database, decisions, files, log } = parts
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | null = null
  /** What this process has taken away from its own disk: another one may have said so first. */
  const gone = new Set<string>()

  async function remove(removal: MediaRemoval): Promise<void> {
    const { mediaId, incidentId } = removal
    try {
      if (!gone.has(mediaId)) await files.remove(mediaId)
      gone.add(mediaId)
      if (removal.removedAt === null)
        await decisions.decide(async (_facts, making) => {
          // Of two processes one says so.
          const [open] = await openRemovals(database, mediaId)
          if (open === undefined) return { result: null, step: null }
          const action = systemAction(incidentId, 'photo-removed', {}, making)
          return {
            result: null,
            step: {
              append: { actions: [actionRow(action)] },
              put: { mediaRemovals: [{ ...open, removedAt: making.now }] },
              changes: [],
            },
          }
        })
    } catch (error) {
      log.error({ error, mediaId, incidentId }, 'the picture of a missing person could not be removed; trying again')
    }
  }

  async function removeAll(list: () => Promise<MediaRemoval[]>): Promise<void> {
    const removals = await list().catch((error: unknown) => {
      log.error({ error }, 'it could not be read which pictures are to be removed; trying again')
      return []
    })
    for (const removal of removals) await remove(removal)
  }

  /** One after the other: whoever asks while it is at it gets that one's end. */
  async function run(list: () => Promise<MediaRemoval[]>): Promise<void> {
    running ??= removeAll(list).finally(() => {
      running = null
    })
    await running
  }

  return {
    run: () => run(() => openRemovals(database)),
    start() {
      // Also what another process said it had removed: it may have a disk of its own.
      void run(() => allRemovals(database))
      timer = setInterval(() => void run(() => openRemovals(database)), LOOK_EVERY_MS)
    },
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
