import { isRecord, numberIn, textIn } from './fields.ts'

// The few templates that devices announce, out of a language in which anything could be computed.

type Path = { isJson: boolean; keys: (string | number)[] }
type Scale = { times: number; plus: number }

/** A text where the value equals another, or lies above or below a number, and a second text where not. */
type Choice = { equals: unknown; beyond?: 'over' | 'under'; yes: string; no: string }

/**
 * How a value is taken out of a payload, as small JSON that can be remembered: a path (or the payload itself), then
 * perhaps a choice between two texts, or a factor and an addend.
 */
export type Template = { path: Path; choice?: Choice; scale?: Scale }

/** The payload itself. */
export const WHOLE: Template = { path: { isJson: false, keys: [] } }

const MOST_LENGTH = 500

/** Reads a template; null where it computes something that is not understood here. */
export function readTemplate(text: unknown): Template | null {
  if (text === undefined || text === null || text === '') return WHOLE
  if (textIn(text, MOST_LENGTH) === null || typeof text !== 'string') return null
  const branched = branchesOf(text)
  if (branched !== null) return choiceOf(branched.condition, bare(branched.yes), bare(branched.no))
  const inner = bracedIn(text)
  if (inner === null) return null
  const chosen = /^\(?(['"])([^'"]*)\1 if (.+?) else (['"])([^'"]*)\4\)?$/.exec(inner.replace(/\s+/g, ' '))
  if (chosen !== null) return choiceOf(chosen[3] ?? '', chosen[2], chosen[5])
  return COMPARED.test(inner) ? choiceOf(inner, 'True', 'False') : scaledOf(inner)
}

/** `{% if … %}yes{% else %}no{% endif %}`, taken apart at its tags: a pattern with so many gaps takes minutes over spaces. */
function branchesOf(text: string): { condition: string; yes: string; no: string } | null {
  const [before, head = '', yes = '', middle, no = '', end, after, ...more] = text.trim().split(/\{%-?|-?%\}/)
  const isShaped = before === '' && middle?.trim() === 'else' && end?.trim() === 'endif' && after === ''
  const condition = head.trim()
  if (!isShaped || more.length > 0 || !/^if\s/.test(condition)) return null
  return { condition: condition.slice(2).trim(), yes: yes.trim(), no: no.trim() }
}

/** What stands in the one pair of double braces that a text is; null where it is not that. */
function bracedIn(text: string): string | null {
  const whole = text.trim()
  if (!whole.startsWith('{{') || !whole.endsWith('}}') || whole.length < 5) return null
  const inner = whole.slice(2, -2).replace(/^-/, '').replace(/-$/, '').trim()
  return inner === '' || inner.includes('{{') ? null : inner
}

const COMPARED = /^(.+?)\s*([=!]=|[<>]=?)\s*(.+)$/

/** A branch may be a text as it stands, or one in braces. */
function bare(branch: string | undefined): string {
  return /^\{\{-?\s*(['"])([^'"]*)\1\s*-?\}\}$/.exec(branch ?? '')?.[2] ?? branch ?? ''
}

function choiceOf(condition: string, yes: string | undefined, no: string | undefined): Template | null {
  if (yes === undefined || no === undefined || /[{}]/.test(yes + no)) return null
  const isNegated = /^not\s+/.test(condition)
  const stated = condition.replace(/^not\s+/, '')
  const [, left = '', sign, right = ''] = COMPARED.exec(stated) ?? ['', stated]
  const path = pathOf(unwrapped(left) ?? '')
  const equals = sign === undefined ? true : literalOf(right)
  if (path === null || equals === undefined) return null
  // At most is not over, and at least is not under.
  const isSwapped = isNegated !== (sign === '!=' || sign === '<=' || sign === '>=')
  const choice: Choice = isSwapped ? { equals, yes: no, no: yes } : { equals, yes, no }
  if (!/[<>]/.test(sign ?? '')) return { path, choice }
  if (typeof equals !== 'number') return null
  return { path, choice: { ...choice, beyond: sign === '>' || sign === '<=' ? 'over' : 'under' } }
}

function literalOf(text: string): unknown {
  const quoted = /^(['"])(.*)\1$/.exec(text.trim())
  if (quoted !== null) return quoted[2]
  if (/^(true|false)$/i.test(text.trim())) return text.trim().toLowerCase() === 'true'
  return numberIn(text) ?? undefined
}

function scaledOf(text: string): Template | null {
  const inner = unwrapped(text)
  if (inner === null) return null
  const [, value = inner, first = '', second = ''] =
    /^(.+?)\s*([*/+-]\s*-?\d+(?:\.\d+)?)\s*((?:[+-]\s*\d+(?:\.\d+)?)?)$/s.exec(inner) ?? []
  const path = pathOf(unwrapped(value) ?? '')
  if (path === null) return null
  let scale: Scale = { times: 1, plus: 0 }
  for (const step of [first, second]) {
    const amount = numberIn(step.slice(1).trim())
    if (step === '' || amount === null) continue
    if (step.startsWith('*')) scale = { times: scale.times * amount, plus: scale.plus * amount }
    else if (step.startsWith('/')) scale = { times: scale.times / amount, plus: scale.plus / amount }
    else scale = { ...scale, plus: scale.plus + (step.startsWith('-') ? -amount : amount) }
  }
  if (!Number.isFinite(scale.times)) return null
  return scale.times === 1 && scale.plus === 0 ? { path } : { path, scale }
}

/** Filters that change nothing here: how a number is written, and what stands where there is none. */
const FILTERS = new Set('float int round upper lower string trim bool is_defined default abs title'.split(' '))

/** `(float(value))` and `(value_json.x | float) | round(1)` mean what stands in them; null where a filter is unknown. */
function unwrapped(text: string): string | null {
  const filtered = /^(.*)\|\s*(\w+)\s*(?:\([^()]*\))?\s*$/s.exec(text)
  if (filtered !== null) return FILTERS.has(filtered[2] ?? '') ? unwrapped(filtered[1] ?? '') : null
  const inner = /^\s*(?:float|int)?\s*\((.*)\)\s*$/s.exec(text)?.[1]
  return inner === undefined || !isBalanced(inner) ? text.trim() : unwrapped(inner)
}

function isBalanced(text: string): boolean {
  let depth = 0
  for (const character of text) {
    if (character === '(') depth++
    if (character === ')' && --depth < 0) return false
  }
  return depth === 0
}

function pathOf(text: string): Path | null {
  const bareValue = text.replace(/\s+is\s+(defined|true)$/, '')
  if (bareValue === 'value') return { isJson: false, keys: [] }
  if (!/^value_json\b/.test(bareValue)) return null
  const keys: (string | number)[] = []
  let rest = bareValue.slice('value_json'.length)
  while (rest !== '') {
    const step = /^\.([\p{L}_][\p{L}\p{N}_]*)|^\[\s*(['"])(.*?)\2\s*\]|^\[\s*(\d+)\s*\]/su.exec(rest)
    if (step === null || keys.length >= 8) return null
    keys.push(step[4] === undefined ? (step[1] ?? step[3] ?? '') : Number(step[4]))
    rest = rest.slice(step[0].length)
  }
  return { isJson: true, keys }
}

/** What a template takes out of a payload: its text, and the same as JSON where it is some; undefined where nothing. */
export function valueBy({ path, choice, scale }: Template, text: string, json: unknown): unknown {
  let value: unknown = path.isJson ? json : text
  for (const key of path.keys) {
    if (Array.isArray(value) && typeof key === 'number') value = value[key] as unknown
    else if (isRecord(value) && typeof key === 'string' && Object.hasOwn(value, key)) value = value[key]
    else return undefined
  }
  // What is no number is neither over nor under one: nothing is told then, rather than that all is well.
  if (choice?.beyond !== undefined && numberIn(value) === null) return undefined
  if (choice !== undefined) return isChosen(choice, value) ? choice.yes : choice.no
  if (scale === undefined) return value
  const number = numberIn(value)
  return number === null ? value : Math.round((number * scale.times + scale.plus) * 1e6) / 1e6
}

function isChosen({ equals, beyond }: Choice, value: unknown): boolean {
  if (beyond === undefined) return isSame(value, equals)
  return beyond === 'over' ? Number(value) > Number(equals) : Number(value) < Number(equals)
}

/** Texts, numbers and truth values compared as Home Assistant writes them. */
export function isSame(value: unknown, other: unknown): boolean {
  return written(value) === written(other)
}

function written(value: unknown): string {
  return typeof value === 'object' && value !== null ? '' : String(value).trim().toLowerCase()
}
