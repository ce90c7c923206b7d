/** A picture of about 400 KB shows what burns; the original would take minutes on a thin line. */
const MOST_BYTES = 400 * 1024
const SIDES = [1600, 1280, 1024, 800] as const
const QUALITIES = [0.82, 0.7, 0.55] as const

/** Shrinks a picture to a JPEG of about 400 KB. Null where this browser cannot read it. */
export async function shrunkPhoto(file: Blob): Promise<ArrayBuffer | null> {
  const url = URL.createObjectURL(file)
  try {
    const image = await loaded(url)
    let smallest: Blob | null = null
    for (const side of SIDES) {
      const canvas = drawn(image, side)
      for (const quality of QUALITIES) {
        const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
        if (blob === null) continue
        if (smallest === null || blob.size < smallest.size) smallest = blob
        if (blob.size <= MOST_BYTES) return await bytesOf(blob)
      }
    }
    return smallest === null ? null : await bytesOf(smallest)
  } catch {
    return null
  } finally {
    URL.revokeObjectURL(url)
  }
}

function loaded(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = () => reject(new Error('not a picture this browser can read'))
    image.src = url
  })
}

/** Drawn by an image element, a picture stands upright as its camera meant it. */
function drawn(image: HTMLImageElement, longestSide: number): HTMLCanvasElement {
  const scale = Math.min(1, longestSide / Math.max(image.naturalWidth, image.naturalHeight))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale))
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale))
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas
}

const bytesOf = (blob: Blob): Promise<ArrayBuffer> => new Response(blob).arrayBuffer()
