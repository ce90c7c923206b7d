import type { Kind } from '#shared/kinds.ts'
import { graveKind } from './camera-words.ts'

/** What a code is to us, as with other cameras' types; `alive` says that the device is there. */
export type DahuaMeaning = { kind: Kind; needsArming: boolean } | 'input' | 'health' | 'private' | 'reading' | 'alive'

const always = (kind: Kind): DahuaMeaning => ({ kind, needsArming: false })
const INTRUSION: DahuaMeaning = { kind: 'intrusion', needsArming: true }

function named(words: string, meaning: DahuaMeaning): [string, DahuaMeaning][] {
  return words.split(/\s+/).map((word) => [word, meaning])
}

/** `Code` of an event (Dahua HTTP API, "Event Code" tables of eventManager and of the intelligent events), in lower case. */
const CODES: ReadonlyMap<string, DahuaMeaning> = new Map([
  ...named('firedetection firewarning firewarninginfo firedetect hotspotwarning', always('fire')),
  ...named('smokedetection', always('smoke')),
  ...named('heatimagingtemper betweenruletempdiffalarm regionaltempdiffalarm thermometryalarm', always('heat')),
  ...named('gassensor gasalarm', always('gas')),
  ...named('waterleveldetection waterlevelalarm floodalarm', always('flood')),
  ...named('emergencycall panicalarm callforhelp distressdetection sosalarm helpbutton tumbledetection', always('sos')),
  ...named('videomotion smartmotionhuman smartmotionvehicle crosslinedetection crossregiondetection', INTRUSION),
  ...named(
    'crossfencedetection wanderdetection staydetection pastedetection movedetection parkingdetection leftdetection',
    INTRUSION,
  ),
  ...named(
    'pirdetection passiveinfrared humandetection vehicledetection rioterdetection doorstatus profilealarm takenawaydetection',
    INTRUSION,
  ),
  ...named('alarmlocal alarmex alarminput externalalarm alarmnet', 'input'),
  ...named('videoloss videoblind videounfocus videoabnormaldetection storagenotexist storagefailure', 'health'),
  ...named('storagelowspace alarmoutput loginfailure ipconflict macconflict networkabort chassisintruded', 'health'),
  ...named(
    'facedetection facerecognition faceanalysis facefeatureabstract humantrait accesscontrol accesssnap',
    'private',
  ),
  ...named('trafficjunction trafficsnapshot trafficparking trafficcar workclothesdetection fingerprint', 'private'),
  ...named('citizenpicturecompare passerby voiceprint', 'private'),
  ...named('heartbeat', 'alive'),
])

/** The meaning of a code, in any case; one that nobody listed is a reading unless it names something grave. */
export function dahuaMeaning(code: string): DahuaMeaning {
  const word = code.toLowerCase()
  const known = CODES.get(word)
  if (known !== undefined) return known
  if (/face|traffic|plate|citizen/.test(word)) return 'private'
  const kind = graveKind(word)
  return kind === null ? 'reading' : always(kind)
}
