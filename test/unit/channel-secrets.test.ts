import { describe, expect, it } from 'vitest'
import { CHANNELS } from '../../server/notify/channels.ts'
import { meantSettings, shownSettings, staysOnHosts } from '../../server/notify/secrets.ts'
import { toJSONSchema } from 'zod'

const SECRETS = ['secret', 'form.user.password']
const kept = { secret: 's3', form: { url: 'https://a.example/k?key=abc', user: { name: 'u', password: 'p4' } } }

describe('secrets among settings', () => {
  it('are shown as null, with which are set, and addresses without their keys', () => {
    const { settings, secretsSet } = shownSettings(kept, SECRETS)
    expect(settings).toEqual({
      secret: null,
      form: { url: 'https://a.example/k?key=•••', user: { name: 'u', password: null } },
    })
    expect(secretsSet).toEqual(SECRETS)
    expect(JSON.stringify(settings)).not.toMatch(/s3|p4|abc/)
  })

  it('come back as they were when what was shown is given again', () => {
    expect(meantSettings(shownSettings(kept, SECRETS).settings, kept, SECRETS)).toEqual(kept)
  })

  it('are changed by a new one, and taken away by an empty one', () => {
    expect(meantSettings({ ...kept, secret: 'new' }, kept, SECRETS)).toMatchObject({ secret: 'new' })
    expect(meantSettings({ ...kept, secret: '' }, kept, SECRETS)).not.toHaveProperty('secret')
  })

  it('are not carried to another host', () => {
    expect(staysOnHosts(kept, kept)).toBe(true)
    expect(staysOnHosts(kept, { ...kept, form: { ...kept.form, url: 'https://b.example/k' } })).toBe(false)
  })

  it.each(Object.entries(CHANNELS))(
    'of %s are declared: whatever is called a secret, a password or a token',
    (_, channel) => {
      const named = pathsIn(toJSONSchema(channel.settings, { io: 'input' })).filter((path) =>
        /(secret|password|token|bearer|webhookUrl|constants)s?$/i.test(path),
      )
      expect(named.filter((path) => !channel.secrets.includes(path))).toEqual([])
    },
  )
})

function pathsIn(schema: unknown, above = ''): string[] {
  const properties: unknown = typeof schema === 'object' && schema !== null ? Reflect.get(schema, 'properties') : null
  if (typeof properties !== 'object' || properties === null) return []
  return Object.entries(properties).flatMap(([name, below]) => [above + name, ...pathsIn(below, `${above}${name}.`)])
}
