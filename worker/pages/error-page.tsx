/** What happened, what is safe, what to do: for a person, where a program would get JSON. */
import type { Shell } from './frame.ts'
import { Document } from './layout.tsx'

interface ErrorProps {
  readonly shell: Shell
  readonly status: number
  readonly detail: string
  readonly requestId: string
}

export function ErrorPage({ shell, status, detail, requestId }: ErrorProps) {
  const { title, safe, next } = wordsFor(status)
  return (
    <Document shell={shell} title={title}>
      <h1>{title}</h1>
      {detail !== '' && (
        <p class="answer">
          <bdi>{detail}</bdi>
        </p>
      )}
      <p class="answer">{safe}</p>
      <p class="answer">
        {next} <a href="/channels">Go to Channels</a>
      </p>
      <p class="hint">
        Request <code>{requestId}</code>
      </p>
    </Document>
  )
}

function wordsFor(status: number): { readonly title: string; readonly safe: string; readonly next: string } {
  if (status === 404) {
    return {
      title: 'Nothing is at this address',
      safe: 'What was here may have been removed or merged; no number has changed because of it.',
      next: 'Search for the account above, or start again.',
    }
  }
  if (status === 403) {
    return {
      title: 'This was not done',
      safe: 'The request did not come from a page of Tributary itself, so nothing was changed.',
      next: 'Open the page again and repeat it there.',
    }
  }
  if (status < 500) {
    return {
      title: 'This cannot be shown as asked',
      safe: 'Nothing was changed.',
      next: 'Correct the address, or start again.',
    }
  }
  return {
    title: status === 503 ? 'The database does not answer' : 'Something went wrong here',
    safe: 'Nothing was changed, and what has been stored is safe: events are confirmed only after they are on disk.',
    next: 'Try again in a moment. If it stays so, tell whoever runs Tributary the request number.',
  }
}
