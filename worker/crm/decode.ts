/**
 * Bytes to text: UTF-8 and nothing else, since text that was guessed wrong looks right to nobody but the guesser. UTF-16
 * that says so by its mark is read where it is asked for: advertising networks write it for Excel.
 */
import { FileRefused } from './report.ts'

const LF = 0x0a

/** How a ZIP archive begins, which an Excel workbook is, and gzip. */
const PACKED = [Uint8Array.of(0x50, 0x4b, 0x03, 0x04), Uint8Array.of(0x1f, 0x8b)]

/**
 * The text of a stream of bytes, without its byte order mark; UTF-16 keeps it, so that it can be told.
 * @throws FileRefused csv_bad_encoding with the line, unsupported_media_type
 */
export async function* decode(source: AsyncIterable<Uint8Array>, takesUtf16 = false): AsyncGenerator<string> {
  let decoder = new TextDecoder('utf-8', { fatal: true })
  let line = 1
  let isFirst = true
  for await (const bytes of source) {
    if (isFirst && PACKED.some(magic => magic.every((byte, i) => bytes[i] === byte))) {
      throw new FileRefused('unsupported_media_type', 'this is a packed file or a workbook: unpack it, or save it as CSV')
    }
    if (takesUtf16 && isFirst && bytes[0] === 0xff && bytes[1] === 0xfe) {
      decoder = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true })
    }
    isFirst &&= bytes.length === 0
    const text = textOrNull(decoder, bytes, true)
    if (text === null) throw badEncoding(line + linesBeforeFault(bytes))
    yield text
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) line++
  }
  if (textOrNull(decoder, new Uint8Array(), false) === null) throw badEncoding(line)
}

const badEncoding = (line: number) =>
  new FileRefused('csv_bad_encoding', `line ${line} is not UTF-8: save the file as UTF-8 and import it again`, line)

function textOrNull(decoder: TextDecoder, bytes: Uint8Array, isContinued: boolean): string | null {
  try {
    return decoder.decode(bytes, { stream: isContinued })
  } catch {
    return null
  }
}

/** Good lines of a piece before the one that is not UTF-8; 0 when the fault lies where two pieces meet. */
function linesBeforeFault(bytes: Uint8Array): number {
  let from = 0
  for (let count = 0; from < bytes.length; count++) {
    const end = bytes.indexOf(LF, from)
    const line = bytes.subarray(from, end < 0 ? bytes.length : end)
    // The first line may begin, and the last one end, inside a character that the piece beside it completes.
    const isBegunBefore = count === 0 && ((line[0] ?? 0) & 0xc0) === 0x80
    if (!isBegunBefore && textOrNull(new TextDecoder('utf-8', { fatal: true }), line, end < 0) === null) return count
    if (end < 0) break
    from = end + 1
  }
  return 0
}
