import { AlignmentType, Document, Packer, Paragraph, TextRun } from 'docx'
import type { BriefPaper } from '#shared/brief.ts'

// The type of official papers (GB/T 9704): title in 小标宋 22 pt, text in 仿宋 16 pt, lines of 28 pt, first lines indented by
// two characters. Where a machine lacks the fonts, its word processor takes others.
const TITLE = { font: '方正小标宋简体', size: 44 }
const TEXT = { font: '仿宋_GB2312', size: 32 }
const LINE = { line: 560, lineRule: 'exact' } as const
const INDENT = { firstLineChars: 200 }
/** 37 mm above, 35 below, 28 on the left, 26 on the right, in twentieths of a point. */
const MARGIN = { top: 2098, bottom: 1984, left: 1588, right: 1474 }

/** A report to the county as a DOCX file. */
export async function briefDocument({ title, above, paragraphs, below }: BriefPaper): Promise<Buffer> {
  const line = (text: string, indent = {}) =>
    new Paragraph({ spacing: LINE, indent, children: [new TextRun({ text, ...TEXT })] })
  const labelled = ([label, value]: [string, string]) => line(`${label}：${value}`)
  const document = new Document({
    title,
    creator: '乡哨',
    sections: [
      {
        properties: { page: { margin: MARGIN } },
        children: [
          new Paragraph({
            alignment: AlignmentType.CENTER,
            spacing: { ...LINE, after: 300 },
            children: [new TextRun({ text: title, ...TITLE })],
          }),
          ...above.map(labelled),
          line(''),
          ...paragraphs.map((text) => line(text, INDENT)),
          line(''),
          ...below.map(labelled),
        ],
      },
    ],
  })
  return Packer.toBuffer(document)
}
