/** How the checker asks web servers. Who may be asked, and how, is decided by whoever hands the function over. */

export interface Question {
  readonly method: 'GET' | 'OPTIONS' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Answer {
  readonly url: URL
  readonly status: number
  /** Lines of the same name are joined by commas. */
  readonly headers: Headers
  readonly body: Uint8Array<ArrayBuffer>
  /** The body was longer than is read. */
  readonly isCut: boolean
}

/** One question, one answer: redirects are answers, too. @throws NoAnswer */
export type Ask = (url: URL, question: Question) => Promise<Answer>

/** `forbidden`: it was not asked, because whoever asks may not ask everybody. */
export class NoAnswer extends Error {
  readonly why: 'forbidden' | 'unreachable'

  constructor(why: NoAnswer['why'], detail: string) {
    super(detail)
    this.why = why
  }
}

/** Browsers follow twenty; a page that needs more than these is slow for everybody. */
const MAX_REDIRECTS = 5

/** Asks by GET and follows redirects; each of the addresses is asked under the same rule. @throws NoAnswer */
export async function askThrough(ask: Ask, url: URL, headers: Question['headers'] = {}): Promise<Answer> {
  let at = url
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer = await ask(at, { method: 'GET', headers })
    const next = isRedirect(answer) ? URL.parse(answer.headers.get('location') ?? '', at) : null
    if (!next) return answer
    at = next
  }
  throw new NoAnswer('unreachable', `it redirects more than ${MAX_REDIRECTS} times`)
}

export const isRedirect = ({ status, headers }: Answer): boolean => /^30[12378]$/.test(`${status}`) && headers.has('location')

/** The answer, or why there is none. */
export async function answerTo<Some>(ask: () => Promise<Some>): Promise<Some | NoAnswer> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof NoAnswer) return error
    throw error
  }
}
