import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Anchor, auditAnchors } from '../../server/audit/anchors.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xiangshao-anchors-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const anchorAt = (position: number): Anchor => {
  return { notedAt: '2026-11-28T00:00:00.000Z', position, hash: position.toString(16).padStart(64, '0') }
}

describe('the notes of how far the audit log has come', () => {
  it('give the newest, and nothing where nothing was noted', () => {
    const anchors = auditAnchors(folder)
    expect(anchors.last()).toBeNull()
    anchors.note(anchorAt(3))
    anchors.note(anchorAt(7))
    expect(auditAnchors(folder).last()).toEqual(anchorAt(7))
  })

  it.each(['2026-11-28T00:00:00.000Z 9 00', '2026-11-28T00:00:00.000Z 9 ' + '0'.repeat(64), '\0\0\0\n', 'x'])(
    'pass over a line that a crash cut short, and go on after it: %j',
    (half) => {
      const anchors = auditAnchors(folder)
      anchors.note(anchorAt(3))
      appendFileSync(join(folder, 'audit-anchors.txt'), half)
      expect(anchors.last()).toEqual(anchorAt(3))
      anchors.note(anchorAt(4))
      expect(anchors.last()).toEqual(anchorAt(4))
    },
  )

  it('hold no more than two files, and forget the newest at no time', () => {
    const anchors = auditAnchors(folder, 1000)
    for (let position = 1; position < 100; position++) {
      anchors.note(anchorAt(position))
      expect(anchors.last()).toEqual(anchorAt(position))
    }
    expect(readdirSync(folder).toSorted()).toEqual(['audit-anchors.txt', 'audit-anchors.txt.old'])
    writeFileSync(join(folder, 'audit-anchors.txt'), '')
    expect(anchors.last()?.position).toBeGreaterThan(80)
  })
})
