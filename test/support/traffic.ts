import type { DeviceStatus } from '#shared/device.ts'
import type { Incident } from '#shared/incident.ts'
import { accepted, aFire, aStatus, closed, noticed } from './made-up-screen.ts'
import { randomNumbers } from './random-numbers.ts'
import type { MadeUp, StandIn } from './stand-in-server.ts'

/** What happens in a made-up township, one thing after another, the same in every run. */
export type Traffic = {
  /** A device speaks, or one in ten falls silent; told with the next `tellStatuses`, as the server does it. */
  device(): void
  tellStatuses(): void
  /** The next step of an incident: opened, noticed, accepted, closed. No more than `most` are open at a time. */
  incident(): void
  closeAll(): void
  open(): number
}

/** Lets things happen on a stand-in server, at the times of its clock. */
export function createTraffic(standIn: StandIn, madeUp: MadeUp, most: number, now: () => number = Date.now): Traffic {
  const random = randomNumbers(11)
  const grids = madeUp.areas.features.filter(({ properties }) => properties?.['level'] === 'grid')
  const any = <T>(things: readonly T[]): T => {
    const found = things[Math.floor(random() * things.length)]
    if (found === undefined) throw new Error('there is nothing in this township')
    return found
  }
  const open: { incident: Incident; steps: number }[] = []
  const spoke: DeviceStatus[] = []
  let count = 0
  const steps = [noticed, accepted, closed] as const
  const tell = (incident: Incident) => void standIn.change({ type: 'incident', incident })

  return {
    device: () => void spoke.push(aStatus(any(madeUp.devices).id, now(), random() < 0.1 ? 'offline' : 'online')),
    tellStatuses() {
      if (spoke.length > 0) standIn.statuses(spoke.splice(0))
    },
    incident() {
      if (open.length < most && (open.length === 0 || random() < 0.4)) {
        const incident = aFire(count++, any(madeUp.devices), any(grids), now())
        open.push({ incident, steps: 0 })
        return tell(incident)
      }
      const one = any(open)
      one.incident = (steps[one.steps++] ?? closed)(one.incident, now())
      if (one.incident.closedAt !== null) open.splice(open.indexOf(one), 1)
      tell(one.incident)
    },
    closeAll() {
      for (const { incident } of open.splice(0)) tell(closed(incident, now()))
    },
    open: () => open.length,
  }
}
