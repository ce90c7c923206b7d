import type { Kind } from '#shared/kinds.ts'

/** What stands ready against fire or blocks its escape, somebody with a cigarette, what a camera tells of itself. */
const NO_FIRE = /smoking|lane|escape|control|equipment|extinguish|wall|door|firmware|work|test/

/** The graver before the lesser; people say `fall` of rain and water, too. */
const GRAVE: readonly [RegExp, Kind][] = [
  [/fire|flame/, 'fire'],
  [/smoke/, 'smoke'],
  [/gas(leak|detect|alarm)|carbonmonoxide/, 'gas'],
  [/hotspot|thermometry|temperature(alarm|detect|warning)/, 'heat'],
  [/waterleak|flood/, 'flood'],
  [/panic|^sos|sosalarm|emergency(call|button)|call(for)?help/, 'sos'],
  [/(?<!rain|water)fall(down|en|detect)|(person|people|man)(fall|down)|tumble|drown/, 'sos'],
  [/landslide|debrisflow|rockfall/, 'geohazard'],
]

/**
 * The grave kind that a camera's name for an event speaks of, in lower case and without spaces; null where it speaks of
 * none. Firmwares bring new names; those of what must not be missed are made of a few words.
 */
export function graveKind(name: string): Kind | null {
  const found = GRAVE.find(([pattern]) => pattern.test(name))?.[1] ?? null
  return (found === 'fire' || found === 'smoke') && NO_FIRE.test(name) ? null : found
}
