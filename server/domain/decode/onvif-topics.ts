import type { Kind } from '#shared/kinds.ts'
import { graveKind } from './camera-words.ts'

/**
 * What a topic of the ONVIF event tree is about. `input`: a wired contact, whose meaning the registered device tells.
 * `limit`: a measured value beside its limit. `private`: faces and plates, of which only the sign of life is kept.
 */
export type TopicMeaning =
  { kind: Kind; needsArming: boolean; isLimit?: true } | 'input' | 'health' | 'private' | 'reading' | 'connection'

const always = (kind: Kind): TopicMeaning => ({ kind, needsArming: false })
const limit = (kind: Kind): TopicMeaning => ({ kind, needsArming: false, isLimit: true })
const INTRUSION: TopicMeaning = { kind: 'intrusion', needsArming: true }

/**
 * The first line that matches the path, in lower case and without namespaces, decides. The trees are those of ONVIF
 * (Core and Analytics specifications, annexes on topics), Axis (VAPIX event streaming) and common analytics of others.
 */
const LINES: readonly [RegExp, TopicMeaning][] = [
  [/mqtt\/clientstatus/, 'connection'],
  [/face|emotion|licenseplate|plate|anpr|lpr|recognition|biometric|humanbody|attribute/, 'private'],
  // About the camera itself, though the words are those of alarms.
  [
    /operatingtemperature|status\/temperature|hardwarefailure|storage|tamper|signalloss|videoloss|firewall|firmware/,
    'health',
  ],
  [
    /scenechange|imagetoo|casing|systemready|network\/|fan\/|heater\/|ptzerror|ptzpower|disk|shock|log\/|logfile/,
    'health',
  ],
  [/smoking|fire(lane|escape|door|control|equipment)|extinguisher/, 'reading'],
  [/fire|flame/, always('fire')],
  [/smoke/, always('smoke')],
  [/sensor\/(carbonmonoxide|methane|lpg|propane|gas)[^/]*\/high/, limit('gas')],
  [/carbonmonoxide|gasleak|gasdetect/, always('gas')],
  [/sensor\/temperature\/high/, limit('heat')],
  [/temperature(alarm|detection|warning)|thermometry|overheat|hotspot|radiometry/, always('heat')],
  [/waterlevel\/high|sensor\/waterlevel/, limit('flood')],
  [/flood|waterleak/, always('flood')],
  [/panic|sos|emergency|callforhelp|manualcall/, always('sos')],
  [/io\/port|io\/virtualinput|io\/virtualport|digitalinput|alarmin/, 'input'],
  [/count|heatmap|occupancycounter|aggregation|xinternal|statistic/, 'reading'],
  [/linedetector|linecross|crossed|fielddetector|objectsinside|loitering|intrusion|tripwire|crossline/, INTRUSION],
  [/motion|vmd|(^|\/)pir|fenceguard|objectanalytics|peopledetect|persondetect|humanshape|humandetect/, INTRUSION],
  [/vehicledetect|objectdetect|regionent|regionexit|perimeter|geolocation|radar|direction|speeding|crowd/, INTRUSION],
]

/** The meaning of a topic as `RuleEngine/LineDetector/Crossed`, whatever namespaces stand in it. */
export function topicMeaning(topic: string): TopicMeaning {
  const path = topic
    .toLowerCase()
    .split('/')
    .map((level) => level.slice(level.lastIndexOf(':') + 1))
    .join('/')
  const listed = LINES.find(([pattern]) => pattern.test(path))?.[1]
  const kind = graveKind(path)
  return listed ?? (kind === null ? 'reading' : always(kind))
}
