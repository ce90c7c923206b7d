import type { Kind } from '#shared/kinds.ts'
import { graveKind } from './camera-words.ts'

/**
 * What a type of event is to us. `input`: a wired contact, whose meaning the registered device tells. `health`: the
 * camera about itself. `private`: of a person or a number plate, of which nothing but the sign of life is kept.
 */
export type CameraMeaning = { kind: Kind; needsArming: boolean } | 'input' | 'health' | 'private' | 'reading'

const always = (kind: Kind): CameraMeaning => ({ kind, needsArming: false })
const INTRUSION: CameraMeaning = { kind: 'intrusion', needsArming: true }

function named(words: string, meaning: CameraMeaning): [string, CameraMeaning][] {
  return words.split(/\s+/).map((word) => [word, meaning])
}

/** `eventType` of an EventNotificationAlert (ISAPI, "Event Type" list), in lower case. */
const TYPES: ReadonlyMap<string, CameraMeaning> = new Map([
  ...named('firedetection smokeandfiredetection firesmartfiredetect', always('fire')),
  ...named('smokedetection', always('smoke')),
  // Temperature measurement: alarm, pre-alarm, difference between two regions.
  ...named('tma tmpa tda thermometry thermometrydiff temperature temperaturealarm temperatureevent', always('heat')),
  ...named('temperatureup temperaturedifference thermometrydiffalarm', always('heat')),
  ...named('emergencycall panicalarm sos callhelp helpbutton faildown falldown', always('sos')),
  ...named('waterleakdetection waterlevelalarm waterlevelabnormal waterleveldetection', always('flood')),
  ...named('vmd fielddetection linedetection regionentrance regionexiting loitering group rapidmove pir', INTRUSION),
  ...named('humandetection peopledetection persondetection radarfielddetection radarlinedetection', INTRUSION),
  ...named(
    'radarperimeterrule vehicledetection perimeteralarm motion doormagnetic violentmotion leaveposition unattendedbaggage attendedbaggage',
    INTRUSION,
  ),
  ...named('io alarmin alarminput localalarm externalalarm wlsensor', 'input'),
  ...named(
    'videoloss tamperdetection shelteralarm scenechangedetection defocus diskfull diskerror nicbroken',
    'health',
  ),
  ...named('ipconflict illaccess videomismatch badvideo recordexception raidexception poepowerexception', 'health'),
  ...named('audioexception storagedetection hotspare ezvizoffline videoexception overheat fanfailure', 'health'),
  ...named('facedetection facesnap facecapture alarmresult facematch facialrecognition humanattribute', 'private'),
  ...named('anpr vehiclematchresult mixedtargetdetection targetcapture accesscontrollerevent', 'private'),
  ...named('humanrecognition personmatch idcardinfoevent faceidcomparison facelib', 'private'),
])

/** The meaning of a type, in any case; a type nobody listed is a reading unless it names something grave. */
export function hikvisionMeaning(type: string): CameraMeaning {
  const word = type.toLowerCase()
  const known = TYPES.get(word)
  if (known !== undefined) return known
  if (/face|plate|anpr/.test(word)) return 'private'
  const kind = graveKind(word)
  return kind === null ? 'reading' : always(kind)
}
