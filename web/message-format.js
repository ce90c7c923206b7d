// Reads shared/messages/{locale}.json for Paraglide: a flat object of key to sentence with {placeholders}.
// The usual plugin for this is fetched from a public server at every build; builds here work without a network.

const placeholder = /\{([A-Za-z][A-Za-z0-9]*)\}/g

function patternOf(sentence) {
  const pattern = []
  let end = 0
  for (const found of sentence.matchAll(placeholder)) {
    if (found.index > end) pattern.push({ type: 'text', value: sentence.slice(end, found.index) })
    pattern.push({ type: 'expression', arg: { type: 'variable-reference', name: found[1] } })
    end = found.index + found[0].length
  }
  if (end < sentence.length) pattern.push({ type: 'text', value: sentence.slice(end) })
  return pattern
}

function inputsOf(sentence) {
  return [...new Set([...sentence.matchAll(placeholder)].map((found) => found[1]))]
}

export default {
  key: 'plugin.xiangshao.messages',

  toBeImportedFiles({ settings }) {
    const { pathPattern } = settings['plugin.xiangshao.messages']
    return settings.locales.map((locale) => ({ locale, path: pathPattern.replace('{locale}', locale) }))
  },

  importFiles({ files }) {
    const inputsByKey = new Map()
    const messages = []
    const variants = []
    for (const file of files) {
      for (const [key, sentence] of Object.entries(JSON.parse(new TextDecoder().decode(file.content)))) {
        inputsByKey.set(key, new Set([...(inputsByKey.get(key) ?? []), ...inputsOf(sentence)]))
        messages.push({ bundleId: key, locale: file.locale, selectors: [] })
        variants.push({ messageBundleId: key, messageLocale: file.locale, matches: [], pattern: patternOf(sentence) })
      }
    }
    const bundles = [...inputsByKey].map(([id, inputs]) => ({
      id,
      declarations: [...inputs].map((name) => ({ type: 'input-variable', name })),
    }))
    return { bundles, messages, variants }
  },
}
