import type { LngLat } from '#shared/geo.ts'
import type { Role } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'
import type { Arrangement } from '../domain/arrangement.ts'
import { areaIdsAt, isAtOrAbove, isOnGround, maySeePerson } from '../domain/ground.ts'
import { knowsPermits, mayPermit } from '../domain/permit-ground.ts'
import { masked } from '../domain/household.ts'
import { hasOwnRole, hasRole, maySee } from '../domain/viewer.ts'
import type { Fields } from '../domain/versions.ts'
import type { NounName } from '../registry.ts'
import { HOUSEHOLD_READERS } from './household-routes.ts'

/** Who may read what is arranged, as far as it is theirs. */
export function readersOf(name: NounName): readonly Role[] {
  if (name === 'households') return HOUSEHOLD_READERS
  // Leaders read who is called when: it is they who are asked why.
  if (name === 'plans') return ['admin', 'duty', 'leader']
  if (name === 'permits' || name === 'fire-bans') return PERMIT_READERS
  return name === 'people' ? ['admin', 'duty', 'leader'] : ['admin', 'duty']
}

/** Whoever answers for ground may know what is approved on it, and what is forbidden. */
export const PERMIT_READERS: readonly Role[] = ['admin', 'duty', 'leader', 'cadre', 'member', 'reviewer']

/** Nouns that belong to the installation as a whole: nothing in them is anybody's alone. */
const OF_ALL: readonly NounName[] = ['areas', 'plans', 'sources', 'place-names']

/** What somebody's answers about a noun depend on, for the table of routes. */
export function scopeOfNoun(name: NounName): 'installation' | 'viewer' {
  return OF_ALL.includes(name) ? 'installation' : 'viewer'
}

/** One thing that is arranged as this reader gets it; null where it is not theirs. */
export function seenBy(viewer: Viewer, name: NounName, fields: Fields, arrangement: Arrangement): Fields | null {
  if (name === 'households') {
    // The fields of a household's versions have the types of its wire form.
    const household = fields as Fields & { location: LngLat; head: string; phone: string | null }
    const isTheirs = maySee(viewer, { areaIds: areaIdsAt(arrangement, household.location), personIds: [] })
    return isTheirs ? masked(household) : null
  }
  if (name === 'permits' || name === 'fire-bans') {
    const areaId = String(fields.areaId)
    if (!knowsPermits(viewer, areaId, arrangement)) return null
    return name === 'permits' && !mayPermit(viewer, areaId) ? withCoveredGuard(fields) : fields
  }
  if (OF_ALL.includes(name) || hasRole(viewer, 'admin')) return fields
  switch (name) {
    case 'people':
      return personSeenBy(viewer, fields, arrangement)
    case 'absences':
      return maySeePerson(viewer, String(fields.personId), arrangement) ? fields : null
    case 'responsibilities':
    case 'shifts':
      return isAtOrAbove(viewer, String(fields.areaId), arrangement) ? fields : null
    default:
      // A noun that nobody has thought of here is nobody's but the administrator's and of who sees all.
      return viewer.areaIds === null ? fields : null
  }
}

/** A leader may ring the people of their ground, and who sits in the duty room for a shift its people; what those sign in with is not theirs to know. */
function personSeenBy(viewer: Viewer, fields: Fields, arrangement: Arrangement): Fields | null {
  const id = String(fields.id)
  const isTheirs = hasRole(viewer, 'duty')
    ? maySeePerson(viewer, id, arrangement)
    : id === viewer.personId || isOnGround(viewer, id, arrangement)
  if (!isTheirs) return null
  return hasOwnRole(viewer, 'duty') ? fields : { ...fields, username: null, email: null, wecomUser: null }
}

/** Whoever stands by it is rung by those who are called to it; everybody else has no need of the number. */
export function withCoveredGuard(fields: Fields): Fields {
  const { head, phone } = masked({ head: String(fields.guardName), phone: String(fields.guardPhone) })
  return { ...fields, guardName: head, guardPhone: phone }
}
