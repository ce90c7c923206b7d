import type { DeviceKind } from '#shared/device.ts'
import type { FormatName } from '#shared/source.ts'

// The one table of what is thought of a silent or strange device.

/** A device is late after one and a half of its own intervals without a word, and offline after three. */
export const LATE_INTERVALS = 1.5
export const OFFLINE_INTERVALS = 3

/** Messages closer than this are one utterance. */
export const UTTERANCE_SECONDS = 10

/** A learned cadence is believed after so many gaps between utterances. */
export const GAPS_BELIEVED = 8
/** Of what mostly speaks when something happens many more are wanted: presses may come regularly by chance. */
export const EVENT_GAPS_BELIEVED = 40
export const EVENT_KINDS: readonly DeviceKind[] = ['sos', 'contact', 'motion', 'camera', 'feed']
/** People carry these, and switch them off. */
export const NEVER_LEARNED: readonly DeviceKind[] = ['tracker']
/** The longest gaps may be so many times the shortest (as a logarithm); beyond, it speaks when it likes. */
export const MOST_SPREAD = Math.log(4)
/** Between a minute and two days; what speaks more or less often is held to these. */
export const CADENCE_SECONDS = { least: 60, most: 2 * 86_400 }

/** So many turns between speaking and silence within the window are flapping: shown, and nobody is called for each. */
export const TURNS_KEPT = 6
export const FLAPPING_MS = 6 * 3600_000

/** Below this a battery is low. */
export const LOW_BATTERY_PERCENT = 20

/** A gauge is stuck when it has said the same to the last digit in so many messages over so long. */
export const STUCK = { messages: 60, ms: 24 * 3600_000 }

/** So many devices behind a gateway, all silent, make it the gateway that is silent. */
export const GATEWAY_DEVICES = 3
/** So long a silent device may wait for the others behind its gateway to be due, before it is faulty by itself. */
export const UNDECIDED_MS = 30 * 60_000

/** A clock further off than this is wrong: an alarm is believed to be as old as it says, but not from so far ahead. */
export const CLOCK_OFF_SECONDS = 300
/** A clock that is behind may be a message that was held up on its way; it is wrong when later ones do not catch up. */
export const CLOCK_DRIFT_SECONDS = 60
/** Their messages tell when something was seen, by whomever, and not what time it was when they were sent. */
export const TELL_OF_THE_PAST: readonly FormatName[] = ['pyronear', 'firms', 'cap', 'owntracks']

/** How long something must have been offline before somebody is called, unless the installation says otherwise. */
export const FAULT_AFTER_SECONDS = 600

/** A pause in listening that is shorter than this is none. */
export const HEARING_PATIENCE_MS = 20_000
