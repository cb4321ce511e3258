/** A paper as a PDF of one page: text in Helvetica, which every reader has. */
import type { Paper } from './papers.ts'

interface Line {
  readonly text: string
  readonly font: 'F1' | 'F2'
  readonly size: number
  /** Points below the line before. */
  readonly drop: number
}

const TOP = 770
const LEFT = 64
/** Characters that fit beside each other at 11 points. */
const MEASURE = 84

/** @returns the file's bytes; A4, PDF 1.4 */
export function pdfOf(paper: Paper): Uint8Array<ArrayBuffer> {
  const content = ['BT', `1 0 0 1 ${LEFT} ${TOP} Tm`, ...linesOf(paper).map(drawn), 'ET'].join('\n')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> >>',
    font('Helvetica'),
    font('Helvetica-Bold'),
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    `<< /Title (${escaped(paper.title)}) /Author (Nordkai) >>`,
  ]
  return latin1(assembled(objects))
}

function linesOf({ title, subtitle, sections }: Paper): Line[] {
  return [
    { text: 'NORDKAI', font: 'F2', size: 10, drop: 0 },
    { text: title, font: 'F2', size: 26, drop: 44 },
    { text: subtitle, font: 'F1', size: 13, drop: 24 },
    ...sections.flatMap(({ heading, paragraphs }): Line[] => [
      { text: heading, font: 'F2', size: 14, drop: 40 },
      ...paragraphs.flatMap(paragraph =>
        wrapped(paragraph).map((text, i): Line => ({ text, font: 'F1', size: 11, drop: i === 0 ? 24 : 16 })),
      ),
    ]),
    { text: 'Nordkai is invented, for the demonstration of Tributary.', font: 'F1', size: 9, drop: 48 },
  ]
}

const drawn = ({ text, font, size, drop }: Line) => `/${font} ${size} Tf 0 -${drop} Td (${escaped(text)}) Tj`

function wrapped(paragraph: string): string[] {
  const lines = ['']
  for (const word of paragraph.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trim()
    if (longer.length > MEASURE) lines.push(word)
    else lines[lines.length - 1] = longer
  }
  return lines
}

const font = (name: string) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`

const escaped = (text: string) => text.replace(/[\\()]/g, character => `\\${character}`)

/** Objects, then the table of where each begins, counted in bytes. */
function assembled(objects: readonly string[]): string {
  let file = '%PDF-1.4\n'
  const starts = objects.map((object, i) => {
    const start = file.length
    file += `${i + 1} 0 obj\n${object}\nendobj\n`
    return start
  })
  const entries = starts.map(start => `${String(start).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R /Info ${objects.length} 0 R >>\nstartxref\n${file.length}\n%%EOF\n`
  return `${file}xref\n0 ${size}\n0000000000 65535 f \n${entries}${trailer}`
}

/** One byte a character: lengths in the file are counts of characters. @throws RangeError for others */
function latin1(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 255) throw new RangeError(`not a Latin-1 character: ${text[i]}`)
    bytes[i] = code
  }
  return bytes
}
