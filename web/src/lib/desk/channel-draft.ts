import type { ShownChannel } from '#shared/channel.ts'
import { CHANNEL_FORMS, type ChannelField, type ChannelForm } from './channel-forms.ts'

type Tree = Record<string, unknown>

/** What is typed for a channel, by the paths of its fields. */
export type ChannelDraft = Record<string, string>

/** The form that a channel was set up by, or nearly. */
export function formOf({ channel, settings }: Pick<ShownChannel, 'channel' | 'settings'>): ChannelForm {
  const fitting = CHANNEL_FORMS.filter((form) => form.channel === channel)
  const same = fitting.find(
    (form) =>
      at(form.base, 'fields.to') === at(settings ?? {}, 'fields.to') &&
      (form.key === 'loudspeaker-mqtt') === (channel === 'loudspeaker' && at(settings ?? {}, 'topic') !== undefined),
  )
  const found = same ?? fitting[0]
  if (found === undefined) throw new Error(`there is no form for ${channel}`)
  return found
}

/** What a form shows of settings; secrets are never there to be shown. */
export function draftOf(form: ChannelForm, settings: Tree | null): ChannelDraft {
  return Object.fromEntries(
    form.fields.map((field) => [field.path, typed(field, at(settings ?? form.base, field.path))]),
  )
}

/** The settings that a draft means, on top of what was there; what was left empty is not asked for. */
export function settingsOf(form: ChannelForm, draft: ChannelDraft, before: Tree | null): Tree {
  const settings = copy(before ?? form.base)
  for (const field of form.fields) {
    const value = meant(field, draft[field.path] ?? '')
    if (value === undefined && (field.kind === 'secret' || field.kind === 'secret-lines')) continue
    put(settings, field.path, value, form.base)
  }
  if (form.channel === 'loudspeaker') approveBoth(settings)
  return settings
}

/** Both the words of an alarm and those of a drill were approved by whoever is named, on the day this was written. */
function approveBoth(settings: Tree): void {
  const approved = settings['approved']
  if (!Array.isArray(approved)) return
  const approvedBy: unknown = at(settings, 'approved.0.approvedBy')
  for (const one of approved as Tree[]) {
    one['approvedBy'] ??= approvedBy
    one['approvedAt'] ??= new Date().toISOString()
  }
}

function typed({ kind }: ChannelField, value: unknown): string {
  if (value === undefined || value === null || kind === 'secret' || kind === 'secret-lines') return ''
  if (Array.isArray(value)) return value.join('\n')
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, one]) => `${name}=${String(one)}`)
      .join('\n')
  return String(value)
}

function meant({ kind }: ChannelField, given: string): unknown {
  if (kind === 'switch') return given === 'true'
  const words = given.trim()
  if (words === '') return undefined
  const lines = words.split(/\s*\n\s*/)
  switch (kind) {
    case 'number':
      return Number.isNaN(Number(words)) ? words : Number(words)
    case 'lines':
    case 'secret-lines':
      return lines
    case 'pairs':
      return Object.fromEntries(
        lines.map((line) => line.split(/\s*=\s*/, 2)).map(([name = '', one = '']) => [name, one]),
      )
    default:
      return words
  }
}

function at(tree: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((below, name) => {
    // Settings are trees of JSON: objects and lists are read alike by name.
    return typeof below === 'object' && below !== null ? (below as Tree)[name] : undefined
  }, tree)
}

/** Puts a value at its path; surroundings that are not there, such as those of a secret, are made as the form has them. */
function put(tree: Tree, path: string, value: unknown, base: Tree): void {
  const names = path.split('.')
  let around = tree
  for (const [n, name] of names.slice(0, -1).entries()) {
    if (typeof around[name] !== 'object' || around[name] === null) {
      if (value === undefined) return
      around[name] = copy(at(base, names.slice(0, n + 1).join('.')) ?? {})
    }
    // What was just looked at, or made, is an object or a list.
    around = around[name] as Tree
  }
  const last = names[names.length - 1] ?? path
  if (value === undefined) delete around[last]
  else around[last] = value
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
