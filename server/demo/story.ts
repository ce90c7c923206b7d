import type { Outgoing } from './messages/outgoing.ts'

/** Something that happens: messages at their times, in seconds after it begins, in order. */
export type Story = {
  /** The devices that take part; they do not send their usual messages meanwhile. */
  deviceIds: string[]
  steps: { afterSeconds: number; messages: (now: Date) => Outgoing[] }[]
}
