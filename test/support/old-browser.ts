import type { BrowserContext } from 'playwright-core'

/** What the language got after a version of Chrome, by the path to it from the global object. */
const LATER_THAN_109 = [
  'Array.prototype.toSorted',
  'Array.prototype.toReversed',
  'Array.prototype.toSpliced',
  'Array.prototype.with',
  'Array.fromAsync',
  'Object.groupBy',
  'Map.groupBy',
  'Promise.withResolvers',
  'Promise.try',
  'Set.prototype.union',
  'Set.prototype.intersection',
  'Set.prototype.difference',
  'Set.prototype.isSubsetOf',
  'Set.prototype.isSupersetOf',
  'Set.prototype.isDisjointFrom',
  'Iterator',
  'String.prototype.isWellFormed',
  'String.prototype.toWellFormed',
  'URL.canParse',
  'URL.parse',
  'AbortSignal.any',
  'ArrayBuffer.prototype.transfer',
  'Intl.DurationFormat',
]
const LATER_THAN_80 = [
  'Array.prototype.at',
  'String.prototype.at',
  'Array.prototype.findLast',
  'Array.prototype.findLastIndex',
  'String.prototype.replaceAll',
  'Object.hasOwn',
  'Promise.any',
  'AggregateError',
  'WeakRef',
  'FinalizationRegistry',
  'structuredClone',
  'AbortSignal.timeout',
  'AbortSignal.prototype.throwIfAborted',
  'Crypto.prototype.randomUUID',
  'Element.prototype.replaceChildren',
  'HTMLElement.prototype.showPopover',
  'Intl.Segmenter',
]

/**
 * Takes from every page of a device what a browser of that age does not have of the language: what a page then calls
 * that nobody brought along is an error. Syntax and styles are those of the build's own target, and are not tried here.
 */
export async function asOldAs(device: BrowserContext, chrome: 80 | 109): Promise<void> {
  const lacking = chrome === 109 ? LATER_THAN_109 : [...LATER_THAN_109, ...LATER_THAN_80]
  await device.addInitScript((paths) => {
    const prototypes = Object.getPrototypeOf(new Map().keys()) as object
    for (const name of [
      'map',
      'filter',
      'take',
      'drop',
      'flatMap',
      'reduce',
      'toArray',
      'forEach',
      'some',
      'every',
      'find',
    ])
      delete (Object.getPrototypeOf(prototypes) as Record<string, unknown>)[name]
    for (const path of paths) {
      const names = path.split('.')
      const last = names.pop() ?? ''
      let owner: unknown = globalThis
      for (const name of names) owner = (owner as Record<string, unknown> | undefined)?.[name]
      if (owner !== undefined && owner !== null) Reflect.deleteProperty(owner, last)
    }
  }, lacking)
}
