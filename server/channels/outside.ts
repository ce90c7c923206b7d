import type { Ill } from '#shared/ill.ts'
import type { Database } from '../../db/connect.ts'
import type { CallAnswering } from '../answers/answering-calls.ts'
import { createNoticeLinks, type NoticeLinks } from '../answers/links.ts'
import type { Audit } from '../audit/audit.ts'
import type { Decisions } from '../decisions.ts'
import type { Log } from '../mqtt/door.ts'
import { createAttending } from '../notifying/attending.ts'
import type { Heard } from '../notifying/modems.ts'
import { createNotifying } from '../notifying/notifying.ts'
import { createSending } from '../notifying/sending.ts'
import { createAilments } from './ailments.ts'
import { createBeating } from './beating.ts'
import { type ChannelDesk, createChannelDesk } from './channel-desk.ts'
import { createPushing } from './pushing.ts'
import { createSelfTesting } from './self-testing.ts'
import { createTellingDuty } from './telling-duty.ts'

/** All by which the program speaks to people outside its screens, and watches whether it still can. */
export type Outside = {
  start(): Promise<void>
  stop(): Promise<void>
  /** Something may be due in the outbox now. */
  wake(): void
  ill(): readonly Ill[]
  channelDesk: ChannelDesk
  links: NoticeLinks
  /** By which browsers subscribe to pushes. */
  publicKey: string
}

export function createOutside(parts: {
  database: Database
  decisions: Decisions
  audit: Pick<Audit, 'revealed'>
  answering: CallAnswering
  /** Publishes over the broker, whichever it is. */
  publish: (messages: readonly { topic: string; payload: string }[]) => Promise<void>
  brokerIsUp: () => boolean
  /** Told of what modems receive. */
  heard: (heard: Heard) => Promise<void>
  /** The name of this process, the same again after a restart. */
  holder: string
  zone: string
  /** Where people reach the program; null: nobody knows. */
  publicUrl: string | null
  /** The keys by which push services know this installation. */
  keys: Parameters<typeof createPushing>[0]['keys']
  now: () => Date
  newId: () => string
  log: Log
}): Outside {
  const { database, decisions, audit, answering, publicUrl, zone, holder, now, newId, log } = parts
  const { publish, heard } = parts
  const sending = createSending({ database, holder, publish, heard, now, newNonce: newId, log })
  const { send, isElsewhere } = sending
  const found = createTellingDuty({ database, decisions, send, isElsewhere, zone, holder, now, newId, log })
  const ailments = createAilments({ database, brokerIsUp: parts.brokerIsUp, now, found, log })
  const askDevice = sending.askQuietly
  const selfTesting = createSelfTesting({ database, askDevice, isElsewhere, zone, now, newId, log })
  const beating = createBeating({ database, holder, ill: ailments.now, now, log })
  const subject = publicUrl?.startsWith('https:') === true ? publicUrl : 'mailto:zhiban@example.org'
  const pushing = createPushing({ database, keys: parts.keys, subject, now, log })
  const isArea = async (id: string) => (await decisions.facts()).arrangement.areaList.some((area) => area.id === id)
  const channelDesk = createChannelDesk({ database, isArea, send, askSoon: selfTesting.soon, now, newId })
  const links = createNoticeLinks({ database, decisions, answering, publicUrl, zone, now })
  const { linked } = links
  const attending = createAttending({ database, sending, log })
  const outbox = { database, decisions, sending, pushing, audit, linked, holder, zone, now, newId, log }
  const notifying = createNotifying(outbox)

  return {
    channelDesk,
    links,
    publicKey: pushing.publicKey,
    wake: () => notifying.wake(),
    ill: () => ailments.now(),
    async start() {
      sending.start()
      // Before the outbox, which leaves to other processes what their modems have to send.
      await attending.start()
      await notifying.start()
      for (const part of [ailments, selfTesting, beating]) part.start()
    },
    async stop() {
      for (const part of [beating, selfTesting, ailments, notifying, attending, sending, pushing])
        try {
          await part.stop()
        } catch (error) {
          log.error({ error }, 'a part of what speaks to the outside did not stop as it should')
        }
    },
  }
}
