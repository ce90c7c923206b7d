import { CONFIDENTIAL_KINDS } from '#shared/kinds.ts'
import type { PlaceName } from '#shared/household.ts'
import { placeWords } from '#lib/alarm/place-words.ts'
import type { Live } from '#lib/live/live.svelte.ts'
import { m } from '#lib/paraglide/messages.js'
import { deviceKindWord } from '#lib/words/device.ts'
import { incidentWord } from '#lib/words/incident.ts'
import { DESK_LINKS } from './desk-links.ts'
import type { Finding } from './findings.ts'
import type { Permissions } from './permissions.ts'

type Known = Pick<Live, 'incidents' | 'people' | 'devices' | 'areas'>

/** All that somebody at the desk may look for, as far as the desk knows it. */
export function findingsOf(live: Known, placeNames: readonly PlaceName[], may: Permissions): Finding[] {
  const at = (id: string) => encodeURIComponent(id)
  return [
    ...[...live.incidents.values()].map((incident): Finding => {
      const { ground, near } = placeWords(incident, live.areas)
      // Where a private affair is stands on its own panel, for whom it concerns.
      const note = CONFIDENTIAL_KINDS.includes(incident.kind) ? '' : [ground, near].filter(Boolean).join(' ')
      return {
        key: `i ${incident.id}`,
        group: 'incident',
        title: incidentWord(incident),
        note,
        href: `/?incident=${at(incident.id)}`,
      }
    }),
    ...(may.act ? [...live.people.values()] : []).map(({ id, name }): Finding => ({
      key: `p ${id}`,
      group: 'person',
      title: name,
      note: '',
      href: `/people?person=${at(id)}`,
    })),
    ...[...live.areas.values()].map(({ id, name, code }): Finding => ({
      key: `a ${id}`,
      group: 'place',
      title: name,
      note: code,
      href: `/?area=${at(id)}`,
    })),
    ...placeNames.map(({ id, name, location }): Finding => ({
      key: `n ${id}`,
      group: 'place',
      title: name,
      note: '',
      href: `/?at=${location.join()}`,
    })),
    ...[...live.devices.values()]
      .filter(({ registered, dismissed }) => registered && dismissed !== true)
      .map(({ id, name, kind }): Finding => ({
        key: `d ${id}`,
        group: 'device',
        title: name,
        note: deviceKindWord(kind),
        href: `/devices?device=${at(id)}`,
      })),
    ...DESK_LINKS.filter(({ isFor }) => isFor(may)).map(({ href, label }): Finding => ({
      key: `l ${href}`,
      group: 'page',
      title: label(),
      note: m.palette_page(),
      href,
    })),
  ]
}
