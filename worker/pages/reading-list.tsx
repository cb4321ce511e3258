/** What somebody read and downloaded. */
import type { PersonRead } from '../../db/queries/account.ts'
import { readingOf } from '../journey/reading.ts'
import { ago, duration } from './figures.ts'
import type { Frame } from './frame.ts'
import { Name, WebLink } from './names.tsx'

const tones = { read: 'good', skimmed: '', opened: '' } as const

export function ReadingTag({ read }: { read: PersonRead }) {
  if (read.downloads > 0) return <span class="tag warm">downloaded</span>
  const reading = readingOf(read)
  return <span class={`tag ${tones[reading]}`}>{reading}</span>
}

export function ReadingRows({ reads, frame }: { reads: readonly PersonRead[]; frame: Frame }) {
  const { clock } = frame
  return (
    <>
      {reads.map(read => (
        <tr>
          <td class="name">
            <span class="pair">
              {read.title === null ? <WebLink address={`https://${read.content_id}`} /> : <Name text={read.title} />}
              {read.title !== null && <span class="quiet clip">{read.content_id}</span>}
            </span>
          </td>
          <td>
            <ReadingTag read={read} />
          </td>
          <td class="n">{read.engaged_ms === 0 ? <span class="quiet">–</span> : duration(read.engaged_ms)}</td>
          <td class="n" title={clock.moment(read.last_at)}>
            {ago(read.last_at, clock.now)}
          </td>
        </tr>
      ))}
    </>
  )
}
