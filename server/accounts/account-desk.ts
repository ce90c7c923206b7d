import { randomInt } from 'node:crypto'
import type { AccountItem, AccountState, Kiosk } from '#shared/account.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../../db/connect.ts'
import type { Arranging } from '../arranging.ts'
import type { Decisions } from '../decisions.ts'
import { hasOwnRole, isWall } from '../domain/viewer.ts'
import type { Fault } from '../registry.ts'
import type { Sessions } from './sessions.ts'
import type { Link, SetUp } from './set-up.ts'
import { openInvitations, shownAccounts } from '../store/invitations.ts'
import { personCards } from '../store/people.ts'
import { lastSeen } from '../store/sessions.ts'

type Made = { ok: true; personId: string; link: Link } | { ok: false; faults: Fault[] }

/** Who can sign in, as the administrator sees it, and the two kinds of accounts that are made in one go. */
export type AccountDesk = {
  /** One for everybody who is here now or will be; a viewer with ground of their own sees who holds a duty there. */
  accounts(viewer: Viewer): Promise<AccountItem[]>
  kiosks(current: string | null): Promise<Kiosk[]>
  makeKiosk(name: string, areaId: string | null): Promise<Made>
  kioskLink(personId: string): Promise<Link | 'unknown' | 'no-wall'>
  makeInspector(of: {
    name: string
    areaIds: string[]
    validUntil: string
  }): Promise<(Made & { ok: true; username: string }) | (Made & { ok: false })>
}

export function createAccountDesk(parts: {
  database: Database
  decisions: Decisions
  arranging: Arranging
  sessions: Sessions
  setUp: SetUp
  now: () => Date
  newId: () => string
}): AccountDesk {
  const { database, decisions, arranging, sessions, setUp, now, newId } = parts

  async function make(personId: string, body: unknown, purpose: 'invitation' | 'kiosk'): Promise<Made> {
    const { problems } = await arranging.put('people', [{ line: 1, id: personId, body }])
    if (problems.length > 0) return { ok: false, faults: problems.map(({ field, message }) => ({ field, message })) }
    return { ok: true, personId, link: await setUp.invite(personId, purpose) }
  }

  return {
    async accounts(viewer) {
      const at = now()
      const { people, responsibilities } = await decisions.versions()
      const ground = viewer.areaIds === null ? null : new Set(viewer.areaIds)
      const isIn = (personId: string) =>
        ground === null ||
        // Who held something once and does so no longer is nobody's to watch; who will is looked for already.
        responsibilities.some(
          ({ personId: holder, areaId, validUntil }) =>
            holder === personId && ground.has(areaId) && (validUntil === null || validUntil > at),
        )
      const accounts = new Map((await shownAccounts(database)).map((account) => [account.personId, account]))
      const invited = new Map(
        (await openInvitations(database, 'invitation', at)).map(({ personId, expiresAt }) => [personId, expiresAt]),
      )
      const seen = await lastSeen(database, at)
      const here = people.filter(({ validUntil }) => validUntil === null || validUntil > at)
      return [...Map.groupBy(here, ({ id }) => id)].flatMap(([personId, versions]) => {
        if (!isIn(personId)) return []
        const account = accounts.get(personId)
        const invitedUntil = invited.get(personId) ?? null
        const hasPassword = account?.hasPassword === true
        const state: AccountState =
          account === undefined ? 'none' : hasPassword ? 'active' : invitedUntil === null ? 'unasked' : 'invited'
        return {
          personId,
          // What people sign in by is for those who give it out.
          username: hasOwnRole(viewer, 'admin', 'duty') ? (account?.username ?? null) : null,
          state,
          invitedUntil: invitedUntil?.toISOString() ?? null,
          lastSeenAt: seen.get(personId)?.at.toISOString() ?? null,
          sessions: seen.get(personId)?.sessions ?? 0,
          validFrom: outermost(
            versions.map(({ validFrom }) => validFrom),
            Math.min,
          ),
          validUntil: outermost(
            versions.map(({ validUntil }) => validUntil),
            Math.max,
          ),
        }
      })
    },
    async kiosks(current) {
      const walls = [...(await decisions.facts()).arrangement.people.values()].filter(({ roles }) => isWall(roles))
      const ids = walls.map(({ id }) => id)
      const names = new Map((await personCards(database, ids)).map((card) => [card.id, card]))
      const links = await openInvitations(database, 'kiosk', now())
      return Promise.all(
        walls.map(async ({ id, areaIds = null }) => ({
          person: names.get(id) ?? { id, name: '' },
          areaIds,
          linkUntil: links.find(({ personId }) => personId === id)?.expiresAt.toISOString() ?? null,
          sessions: await sessions.list(id, current),
        })),
      )
    },
    makeKiosk(name, areaId) {
      const body = { name, roles: ['wall'], areaIds: areaId === null ? null : [areaId] }
      return make(`wall-${newId()}`, body, 'kiosk')
    },
    async kioskLink(personId) {
      const person = (await decisions.facts()).arrangement.people.get(personId)
      if (person === undefined) return 'unknown'
      return isWall(person.roles) ? setUp.invite(personId, 'kiosk') : 'no-wall'
    },
    async makeInspector({ name, areaIds, validUntil }) {
      // Something one can read out over the telephone.
      const username = `jc${randomInt(100_000, 1_000_000)}`
      const body = { name, username, roles: ['reviewer'], areaIds, validUntil }
      const made = await make(`inspector-${newId()}`, body, 'invitation')
      return made.ok ? { ...made, username } : made
    },
  }
}

/** The first beginning, or the last end, of several versions; an open one stays open. */
function outermost(dates: (Date | null)[], which: (...times: number[]) => number): string | null {
  const times = dates.flatMap((date) => (date === null ? [] : [date.getTime()]))
  return times.length < dates.length ? null : new Date(which(...times)).toISOString()
}
