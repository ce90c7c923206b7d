import { wiresOf, usualMessages } from '../../server/demo/telemetry.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { randomNumbers } from '../support/random-numbers.ts'

/** What the demo's own devices of a format say when nothing happens, as [topic, payload], each message once. */
export function usualTelemetry(count: number, format: string, round = 0): [string, string][] {
  const random = randomNumbers(5 + round)
  const wires = wiresOf(demoTownship()).filter(
    ({ format: spoken, device }) => spoken === format && device.kind !== 'gateway',
  )
  const now = new Date()
  const messages: [string, string][] = []
  for (let turn = 0; messages.length < count; turn++) {
    const at = new Date(now.getTime() + turn)
    for (const wire of wires)
      for (const { topic, payload } of usualMessages(wire, round * count + turn, at, random))
        messages.push([topic, payload])
  }
  return messages.slice(0, count)
}
