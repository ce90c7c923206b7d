import type { CutPicture } from '#shared/evidence.ts'
import type { Source } from '#shared/source.ts'
import { hostOfLink, isRelativeLink } from './allowed-link.ts'
import { type Enclosed, withoutPictures } from './cut-pictures.ts'

/** A picture or clip to be kept with a message: behind a link, or (base64) from inside it. */
export type Attached =
  | { link: string; host: string | null; content: null; bytes: null; sha256: null }
  | { link: null; host: null; content: string; bytes: number; sha256: string }

/** What goes beside the payload of a message, and what is left of that. */
export type Separated = { payload: Uint8Array; cut: CutPicture[] | null; attached: Attached[] }

/**
 * Takes a message apart into what is kept as text, its pictures, and what its links name. A link that is only a path
 * means nothing where nobody has said where its source is.
 */
export function separated(payload: Uint8Array, links: readonly string[], source: Source | undefined): Separated {
  const { rest, enclosed } = withoutPictures(payload)
  const base = source?.fetchFrom?.[0]
  const linked = [...new Set(links)]
    .filter((link) => base !== undefined || !isRelativeLink(link))
    .map((link): Attached => ({ link, host: hostOfLink(link, base), content: null, bytes: null, sha256: null }))
  const cut = enclosed.length === 0 ? null : enclosed.map(({ at, bytes, sha256 }) => ({ at, bytes, sha256 }))
  return { payload: rest, cut, attached: [...enclosed.map(inside), ...linked] }
}

function inside({ bytes, sha256, picture }: Enclosed): Attached {
  return { link: null, host: null, content: Buffer.from(picture).toString('base64'), bytes, sha256 }
}
