import { type Alarm, alarmWord } from './alarm-words.ts'
import { bareValue } from './thing-fields.ts'
import { fieldInWords, fieldNamed } from './lorawan-names.ts'

/** Under these an event says of itself whether it is the alarm or its end. */
const STATEMENTS = new Set([
  'status',
  'state',
  'alarm',
  'alarm_state',
  'alarm_status',
  'alarmstate',
  'alarmstatus',
  'value',
])
/** What makers call the end of an alarm besides the words of their states. */
const ENDED = /(recover|restore|clear|relieve|resume|normal)$|恢复|解除|消除/i

/**
 * The alarm an event of a thing model is by its own name (`smokeAlarm`, `FireDetected`, `烟雾报警`), or its end; null
 * for events that name nothing grave. An event has no duration: each is a happening.
 */
export function eventAlarm(name: string, fields: Record<string, unknown>): Alarm | null {
  if (name.length > 128) return null
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[ .:-]/g, '_')
    .toLowerCase()
  const isEnd = ENDED.test(words)
  const subject = isEnd ? words.replace(/_?(recover|restore|clear|relieve|resume|normal)$|恢复|解除|消除/i, '') : words
  const says = alarmWord(subject)
  const field = fieldNamed(subject) ?? (says === 'active' || says === 'test' ? fieldInWords(subject) : undefined)
  if (field === undefined || says === 'unknown' || field.kind === 'other' || field.kind === 'hazard') return null
  if (says === 'test') return { ...field, says }
  return { ...field, signal: 'event', says: isEnd || says === 'cleared' ? 'cleared' : statedIn(fields) }
}

function statedIn(fields: Record<string, unknown>): Alarm['says'] {
  for (const key in fields) {
    if (!STATEMENTS.has(key.toLowerCase())) continue
    const says = alarmWord(bareValue(fields[key]))
    if (says === 'cleared' || says === 'test') return says
  }
  return 'active'
}
