import { m } from '#lib/paraglide/messages.js'
import type { Permissions } from './permissions.ts'

/** A page of the desk: `daily` ones stand in the row, those by which the township is arranged in a menu. */
export type DeskLink = {
  href: string
  label: () => string
  group: 'daily' | 'settings'
  isFor: (may: Permissions) => boolean
  /** What is counted beside its name. */
  counts?: 'incidents' | 'holes'
  /** A page that is not part of the desk, and opens beside it. */
  isApart?: true
}

const watches = (may: Permissions) => may.watch
const oversees = (may: Permissions) => may.oversee
/** The duty room, leaders, and whoever looks back at how a plan did. */
const leads = (may: Permissions) => may.oversee || may.review
const acts = (may: Permissions) => may.act
const administers = (may: Permissions) => may.administer

/** Every page, in the order in which they stand. */
export const DESK_LINKS: readonly DeskLink[] = [
  { href: '/', label: m.desk_nav_incidents, group: 'daily', isFor: watches, counts: 'incidents' },
  { href: '/roster', label: m.desk_nav_roster, group: 'daily', isFor: watches },
  { href: '/directives', label: m.desk_nav_directives, group: 'daily', isFor: acts },
  { href: '/permits', label: m.desk_nav_permits, group: 'daily', isFor: oversees },
  { href: '/danger', label: m.desk_nav_danger, group: 'daily', isFor: watches },
  { href: '/devices', label: m.desk_nav_devices, group: 'daily', isFor: watches },
  { href: '/review', label: m.desk_nav_review, group: 'daily', isFor: watches },
  { href: '/quarantine', label: m.desk_nav_quarantine, group: 'daily', isFor: watches },
  { href: '/people', label: m.desk_nav_people, group: 'settings', isFor: acts },
  { href: '/duties', label: m.desk_nav_duties, group: 'settings', isFor: acts },
  { href: '/plans', label: m.desk_nav_plans, group: 'settings', isFor: oversees },
  { href: '/drills', label: m.desk_nav_drills, group: 'settings', isFor: leads },
  { href: '/coverage', label: m.desk_nav_coverage, group: 'settings', isFor: oversees, counts: 'holes' },
  { href: '/print/contacts', label: m.desk_nav_contacts, group: 'settings', isFor: oversees, isApart: true },
  { href: '/sources', label: m.desk_nav_sources, group: 'settings', isFor: administers },
  { href: '/channels', label: m.desk_nav_channels, group: 'settings', isFor: administers },
  { href: '/basemap', label: m.desk_nav_basemap, group: 'settings', isFor: administers },
  { href: '/audit', label: m.desk_nav_audit, group: 'settings', isFor: administers },
  { href: '/setup', label: m.desk_nav_setup, group: 'settings', isFor: administers },
]

/** Whether a page is the one shown, or holds it. */
export function isHere(href: string, path: string): boolean {
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`)
}
