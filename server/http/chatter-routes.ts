import { type ChatteringSignal } from '#shared/device.ts'
import { type Kind, kindSchema } from '#shared/kinds.ts'
import type { Viewer } from '#shared/session.ts'
import type { Decisions } from '../decisions.ts'
import { chatterOf, partsOfKey } from '../domain/chatter.ts'
import type { Facts, IncidentRecord } from '../domain/facts.ts'
import { areaIdsOfDevice, maySeeDevice } from '../domain/ground.ts'
import { mayKnowKind, mayKnowPlace, maySee, scopeOf } from '../domain/viewer.ts'
import { json, type Route } from './route.ts'

/** Which devices chatter: the desk sends somebody to look at them. */
export function chatterRoutes({ decisions, now }: { decisions: Decisions; now: () => Date }): Route[] {
  return [
    {
      method: 'get',
      path: '/api/signals/chattering',
      who: 'signed-in',
      roles: 'all',
      scope: 'viewer',
      says: 'The signals that go on and off too often for each time to be news, the most restless first.',
      handle: async ({ viewer }) =>
        json({ items: chatteringIn(await decisions.facts(), viewer, now()), nextCursor: null }),
    },
  ]
}

function chatteringIn({ signals, incidents, arrangement }: Facts, viewer: Viewer, at: Date): ChatteringSignal[] {
  const found = [...signals.values()].flatMap((signal): ChatteringSignal[] => {
    const chatter = chatterOf(signal, at)
    if (chatter === null) return []
    const { sourceId, externalId, what } = partsOfKey(signal.key)
    const device = arrangement.deviceAt(sourceId, externalId)
    if (device === null || !maySeeDevice(viewer, device, arrangement)) return []
    const incident = incidents.get(signal.incidentId)
    const kind = kindSchema.safeParse(what).data ?? null
    const isSeen = incident !== undefined && maySee(viewer, scopeOf(incident))
    if (!mayKnowOf(viewer, kind, incident, areaIdsOfDevice(arrangement, device))) return []
    return [
      {
        signalKey: signal.key,
        deviceId: device.id,
        kind,
        active: signal.active,
        ...chatter,
        incidentId: isSeen ? incident.id : null,
      },
    ]
  })
  return found.sort((a, b) => b.timesLastHour - a.timesLastHour || (a.signalKey < b.signalKey ? -1 : 1))
}

/** The device tells the place: of private affairs only whoever may know that hears that it chatters. */
function mayKnowOf(
  viewer: Viewer,
  kind: Kind | null,
  incident: IncidentRecord | undefined,
  areaIds: string[],
): boolean {
  return incident === undefined ? mayKnowKind(viewer, kind, areaIds) : mayKnowPlace(viewer, incident)
}
