/** The button that sends dead letters again, and the sentence about what came of it. */
import { count, plural } from './figures.ts'
import type { Frame } from './frame.ts'

export interface ReplayChoice {
  readonly reason?: string
  readonly site?: string
  readonly letter?: string
}

export const ReplayForm = ({ choice, label }: { choice: ReplayChoice; label: string }) => (
  <form method="post" action="/dead-letters/replay">
    {Object.entries(choice).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <button type="submit">{label}</button>
  </form>
)

/** What the redirect after a replay says in the URL; nothing when the page was not asked for by one. */
export function Replayed({ frame: { query } }: { frame: Frame }) {
  const { replayed } = query
  if (replayed === 'busy') return <p class="notice">Another replay is running. Try again when it has ended.</p>
  const numbers = /^(\d{1,9})-(\d{1,9})-(\d{1,9})-(\d{1,9})-(\d{1,9})$/
    .exec(replayed ?? '')
    ?.slice(1)
    .map(Number)
  if (!numbers) return null
  const [letters = 0, accepted = 0, duplicates = 0, rejected = 0, left = 0] = numbers
  return (
    <p class="notice">
      {letters === 0
        ? 'There was nothing to replay.'
        : `${plural(letters, 'dead letter')} replayed: ${plural(accepted, 'event')} accepted, ${count(duplicates)} there already, ${count(rejected)} rejected again.`}
      {left > 0 && ` ${plural(left, 'letter')} are left: press again, or run `}
      {left > 0 && <code>tributary replay</code>}
      {left > 0 && '.'}
    </p>
  )
}
