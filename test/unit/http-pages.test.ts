import { describe, expect, it } from 'vitest'
import { scriptHashes } from '../../server/http/pages.ts'

const page = (policy: string) =>
  `<meta http-equiv="content-security-policy" content="${policy}"><script>start()</script>`

describe('the scripts that the header allows', () => {
  it('are those that the page itself allows by their hashes', () => {
    const policy = "script-src 'self' 'sha256-abc+/=' 'sha384-def'; style-src 'sha256-not-a-script'"
    expect(scriptHashes(page(policy))).toEqual(["'sha256-abc+/='", "'sha384-def'"])
  })

  it('are found where the quotes are written as entities', () => {
    expect(scriptHashes(page("script-src 'self' 'sha256-abc='".replaceAll("'", '&#39;')))).toEqual(["'sha256-abc='"])
  })

  it('are none where the page allows none by hash', () => {
    expect(scriptHashes(page("script-src 'self'; style-src 'sha256-x'"))).toEqual([])
    expect(scriptHashes('')).toEqual([])
  })
})
