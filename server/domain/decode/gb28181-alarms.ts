import { type AlarmField, alarmWord } from './alarm-words.ts'
import { fieldInWords } from './lorawan-names.ts'

/** What an alarm of a device is about; null for what a device tells of itself. */
type Meaning = AlarmField & { wired?: true }

const MOVEMENT: Meaning = { kind: 'intrusion', deviceKind: 'camera', signal: 'event', needsArming: true }
const BY_PERSON: Meaning = { kind: 'other', deviceKind: 'camera', signal: 'event', needsArming: false }
/** A detector on a wire: what hangs on it only the registry knows. */
const WIRED: Meaning = { kind: 'other', deviceKind: 'other', signal: 'event', needsArming: false, wired: true }

/** AlarmMethod, GB/T 28181-2016 A.2.5 c): 1 telephone, 2 device, 3 short message, 4 GPS, 5 video, 6 fault, 7 other. */
const [DEVICE, VIDEO, FAULT] = ['2', '5', '6']
/** AlarmType of video alarms that tell of movement: 2 moving object, 3 left, 4 removed, 5 line, 6 intrusion, 7 wrong way, 8 loitering, 12 fast. */
const MOVEMENTS = new Set(['2', '3', '4', '5', '6', '7', '8', '12'])
/** 9 counts, 10 a crowd, 11 an abnormal picture, 13 (2022) a covered one: nobody runs. */
const VIDEO_UPKEEP = new Set(['9', '10', '11', '13'])
/** The same in words, and what is against the rules of a place but no danger in itself. */
const UPKEEP_WORDS = /遮挡|丢失|失焦|黑屏|断网|掉线|硬盘|存储|占用|违停|[抽吸]烟|离岗|睡岗/
/** AlarmType of device alarms about the device: 1 picture lost, 2 tampered, 3 disk full, 4 too hot, 5 too cold. */
const DEVICE_UPKEEP = new Set(['1', '2', '3', '4', '5'])

/**
 * The alarm of a GB/T 28181 notification, by its method and type. Makers have types of their own for smoke and fire, so
 * the words of the description count first; null where the device tells of itself.
 */
export function gb28181Alarm(method: string, type: string, description: string): Meaning | null {
  const words = description.slice(0, 64)
  const told = fieldInWords(words)
  const says = words === '' ? null : alarmWord(words)
  // `烟感故障`, `自检`, `报警恢复`: of the detector, or of what is over. The standard knows no end of an alarm.
  if (says === 'unknown' || says === 'test' || says === 'cleared') return null
  if (UPKEEP_WORDS.test(words)) return null
  if (method === FAULT || (method === DEVICE && DEVICE_UPKEEP.has(type))) return null
  const deviceKind = method === VIDEO ? 'camera' : undefined
  // 烟火 is what cameras call both.
  if (/烟火|山火|明火/.test(description)) return { ...BY_PERSON, kind: 'fire', deviceKind: deviceKind ?? 'smoke' }
  if (told !== undefined) return { ...told, signal: 'event', deviceKind: deviceKind ?? told.deviceKind }
  if (method === DEVICE) return WIRED
  if (method !== VIDEO) return { ...BY_PERSON, deviceKind: 'other' }
  if (VIDEO_UPKEEP.has(type)) return null
  return MOVEMENTS.has(type) ? MOVEMENT : BY_PERSON
}
