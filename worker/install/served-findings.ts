/** Whether the script is served as browsers want it. */
import type { Answer } from './ask.ts'
import type { Finding } from './finding.ts'
import type { Tag } from './tag.ts'

interface Served {
  readonly answer: Answer
  /** What the body is, by algorithm, in base64. */
  readonly digests: Readonly<Record<string, string>>
}

/** Strongest first: a browser looks at these only. */
const ALGORITHMS = ['sha512', 'sha384', 'sha256'] as const

export async function digestsOf(body: Uint8Array<ArrayBuffer>): Promise<Served['digests']> {
  const digest = async (name: (typeof ALGORITHMS)[number]) => {
    const bytes = new Uint8Array(await crypto.subtle.digest(name.replace('sha', 'SHA-'), body))
    return [name, btoa(String.fromCharCode(...bytes))] as const
  }
  return Object.fromEntries(await Promise.all(ALGORITHMS.map(digest)))
}

/**
 * @param builds  `integrity` of the scripts that this installation serves
 * @returns the first thing that keeps the script from running, or what there is to know
 */
export function servedFindings({ answer, digests }: Served, tag: Tag, page: URL, builds: ReadonlySet<string>): Finding[] {
  const { status, headers, body, url } = answer
  const type = headers.get('content-type') ?? ''
  const broken = (code: Finding['code'], what: string, mend: string): Finding[] => [{ code, state: 'broken', what, mend }]

  if (status !== 200) {
    return broken(
      'script_not_served',
      `${url.href} answers ${status}.`,
      'Compare the address with that of the Install page; behind a proxy, compare its rule with docs/proxy.md.',
    )
  }
  if (!/\b(?:java|ecma)script\b/i.test(type)) {
    return broken(
      'script_wrong_type',
      `${url.href} is sent as ${type || 'no type at all'}, which browsers do not run.`,
      'Something else answers there, often the page for unknown addresses. Let the proxy pass this path on to Tributary.',
    )
  }
  const allowed = headers.get('access-control-allow-origin')
  if (tag.hasCrossorigin && url.origin !== page.origin && allowed !== '*' && allowed !== page.origin) {
    return broken(
      'script_without_cors',
      'The tag says crossorigin, and the answer lacks Access-Control-Allow-Origin, so browsers refuse the script.',
      'Let the proxy pass the header on, or remove crossorigin and integrity.',
    )
  }
  if (tag.integrity && !answer.isCut && !fits(tag.integrity, digests)) {
    return broken(
      'integrity_mismatch',
      'The served script is not the one that integrity names, so browsers refuse it.',
      `What is served now has integrity="sha384-${digests.sha384}". Take address and integrity together from the Install page.`,
    )
  }
  if (builds.has(`sha256-${digests.sha256}`)) {
    const seen = `200, ${type}, Access-Control-Allow-Origin: ${allowed ?? 'none'}`
    const what = `The script is served, in the version of this installation (${seen}).`
    return [{ code: 'script_served', state: 'ok', what, mend: '' }]
  }
  // Every build names its global; no minifier may rename it.
  if (!new TextDecoder().decode(body).includes('tributary')) {
    return broken(
      'script_not_ours',
      `${url.href} is a script, but not Tributary's.`,
      'Compare the address with that of the Install page.',
    )
  }
  return [
    {
      code: 'script_of_other_version',
      state: 'note',
      what: 'The script is served, in another version than this installation has.',
      mend: 'Old versions go on working. To have the newest, take the tag from the Install page and empty caches in between.',
    },
  ]
}

function fits(integrity: string, digests: Served['digests']): boolean {
  const tokens = integrity.split(/\s+/).map(token => token.split('?')[0] ?? '')
  const strongest = ALGORITHMS.find(name => tokens.some(token => token.startsWith(`${name}-`)))
  // Without a token that it understands a browser checks nothing.
  return strongest === undefined || tokens.includes(`${strongest}-${digests[strongest]}`)
}

/** Proxies keep answers for a while, so an old date alone means nothing. */
export function clockFindings({ headers }: Answer, now: number): Finding[] {
  const ageMs = 1000 * Number(headers.get('age') ?? 0)
  const saidAt = Date.parse(headers.get('date') ?? '') + ageMs
  const apartMs = Math.abs(saidAt - now)
  if (!(apartMs > 120_000)) return []
  return [
    {
      code: 'clock_differs',
      state: 'weak',
      what: `The collector's clock and the one here are ${Math.round(apartMs / 60_000)} minutes apart.`,
      mend: 'Let both machines take their time from the network (NTP): events are dated by the clock of the collector.',
    },
  ]
}
