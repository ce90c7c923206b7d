import type { FetchCredentials, Pull, sourceBodySchema } from '#shared/source.ts'
import type { z } from 'zod'
import { allowedAddress, allowedFault, credentialsOrigin } from '../domain/allowed-link.ts'
import { isMasked, maskedUrl } from '../domain/masked-url.ts'
import type { Fields } from '../domain/versions.ts'

// What a source may fetch, as it is put and as it is shown. Silence leaves each of it as it is: an old form must not take
// away by what it does not know.

type FetchBody = Pick<z.infer<typeof sourceBodySchema>, 'fetchFrom' | 'fetchCredentials' | 'pull'>

/** What is kept of the body of a source about fetching. */
export function fetchFields({ fetchFrom, fetchCredentials, pull }: FetchBody, known: Fields | null): Fields {
  const addresses = fetchFrom?.filter((entry) => allowedFault(entry) === null).map(allowedAddress) ?? []
  return {
    fetchFrom: fetchFrom === undefined ? (known?.fetchFrom ?? null) : addresses.length === 0 ? null : addresses,
    fetchCredentials: fetchCredentials === undefined ? (known?.fetchCredentials ?? null) : fetchCredentials,
    pull: pull ? { ...pull, url: unmasked(pull.url, pullOf(known)) } : pull === undefined ? pullOf(known) : null,
  }
}

/** What is wrong with the body of a source about fetching. */
export function fetchFaults(body: FetchBody, known: Fields | null): { field: string; message: string }[] {
  const { fetchFrom, pull } = body
  const faults = (fetchFrom ?? []).flatMap((entry, index) => {
    const message = allowedFault(entry)
    return message === null ? [] : [{ field: `fetchFrom.${index}`, message }]
  })
  const wrong = pull ? pullFault(unmasked(pull.url, pullOf(known))) : null
  if (wrong !== null) faults.push({ field: 'pull.url', message: wrong })
  const [before, after] = [known && originOf(known), originOf(fetchFields(body, known))]
  const areKept = body.fetchCredentials === undefined && known?.fetchCredentials != null
  if (faults.length === 0 && areKept && after !== null && after !== before)
    faults.push({ field: 'fetchCredentials', message: `those known are not for ${after}: write them anew, or null` })
  return faults
}

/** A source as it is shown: of credentials the name alone, of the address no keys. */
export function shownFetching({ fetchCredentials, ...fields }: Fields): Fields {
  // Both were checked by the schema of the body when they were written.
  const credentials = fetchCredentials as FetchCredentials | null | undefined
  const pull = pullOf(fields)
  return {
    ...fields,
    fetchCredentials: credentials
      ? { scheme: credentials.scheme, name: credentials.scheme === 'header' ? credentials.name : credentials.username }
      : null,
    pull: pull && { ...pull, url: maskedUrl(pull.url) },
  }
}

/** Whom the credentials of a source are for. */
function originOf(fields: Fields): string | null {
  return credentialsOrigin(fields.fetchFrom as string[] | null, pullOf(fields)?.url ?? null)
}

function pullOf(fields: Fields | null): Pull | null {
  return (fields?.pull ?? null) as Pull | null
}

/** A form sends back the address it was shown. */
function unmasked(url: string, known: Pull | null): string {
  return known !== null && maskedUrl(known.url) === url ? known.url : url
}

function pullFault(url: string): string | null {
  if (isMasked(url)) return 'the address holds ••• in place of its key: write it whole'
  const parsed = URL.parse(url)
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return 'must be an http or https address'
  if (parsed.username !== '' || parsed.password !== '')
    return 'holds a name or password; those go into fetchCredentials'
  return null
}
