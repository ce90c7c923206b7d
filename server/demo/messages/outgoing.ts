/** One message as a device would publish it. */
export type Outgoing = { topic: string; payload: string; qos: 0 | 1; retain: boolean }

/** A message that is JSON, sent once, as most devices do. */
export function json(topic: string, body: unknown, qos: 0 | 1 = 0): Outgoing {
  return { topic, payload: JSON.stringify(body), qos, retain: false }
}

/** A message that states how things stand, which the broker keeps for whoever comes later. */
export function retained(topic: string, payload: string): Outgoing {
  return { topic, payload, qos: 1, retain: true }
}
