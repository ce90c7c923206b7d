import type { Grade } from '#shared/grade.ts'
import type { MapInstance } from './maplibre.ts'

const SIZE = 48

/** Gives the map the three symbols ■ ▲ ● as images `grade-urgent`, …; drawn white on an ink of its own, coloured by `icon-color`. */
export function addGradeSymbols(map: MapInstance): void {
  for (const grade of ['urgent', 'important', 'ordinary'] as const) {
    if (!map.hasImage(`grade-${grade}`)) map.addImage(`grade-${grade}`, symbol(grade), { sdf: true, pixelRatio: 2 })
  }
}

function symbol(grade: Grade): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SIZE
  const pen = canvas.getContext('2d')
  if (pen === null) return new ImageData(SIZE, SIZE)
  // A signed distance field wants soft edges: 192 of 255 is the edge, and it falls off over 8 pixels around it.
  pen.filter = 'blur(2px)'
  pen.fillStyle = '#fff'
  pen.beginPath()
  if (grade === 'urgent') pen.rect(8, 8, 32, 32)
  else if (grade === 'important') {
    pen.moveTo(24, 5)
    pen.lineTo(43, 40)
    pen.lineTo(5, 40)
    pen.closePath()
  } else pen.arc(24, 24, 17, 0, Math.PI * 2)
  pen.fill()
  return pen.getImageData(0, 0, SIZE, SIZE)
}
