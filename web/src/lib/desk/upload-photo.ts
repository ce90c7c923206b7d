import { newId } from '../ids.ts'
import { shrunkPhoto } from '../phone/photo.ts'
import { sha256Hex } from '../phone/sha256.ts'

/** Sends a picture, shrunk, and answers with its id; null where it cannot be read or did not arrive. */
export async function uploadPhoto(file: Blob): Promise<string | null> {
  const bytes = await shrunkPhoto(file)
  if (bytes === null) return null
  const id = newId()
  const headers = { 'content-type': 'image/jpeg', 'x-content-sha256': sha256Hex(new Uint8Array(bytes)) }
  const answer = await fetch(`/api/media/${id}`, { method: 'PUT', headers, body: bytes }).catch(() => null)
  return answer?.ok === true ? id : null
}
