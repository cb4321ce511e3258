/** Whether the collector takes what the page would send. */
import { type Answer, isRedirect } from './ask.ts'
import type { Finding } from './finding.ts'

/** A batch without events: the collector refuses it by name and counts nothing, a secret key even before it looks. */
export const probeOf = (siteKey: string): string => JSON.stringify({ site: siteKey, batch: [] })

/** @param preflight  the answer to OPTIONS @param posted  the answer to the probe */
export function collectorFindings(preflight: Answer, posted: Answer, page: URL): Finding[] {
  const broken = (code: Finding['code'], what: string, mend: string): Finding[] => [{ code, state: 'broken', what, mend }]
  const { url } = posted
  const target = [posted, preflight].find(isRedirect)?.headers.get('location')
  if (target) {
    return broken(
      'collector_redirects',
      `${url.href} redirects to ${target.slice(0, 200)}, and events do not follow.`,
      'Write the address where the redirects end into data-host.',
    )
  }
  if (posted.status === 403 && refusalIn(posted) === 'origin_not_allowed') {
    return broken(
      'site_key_of_another_site',
      `The collector takes no events of ${page.host} with this key.`,
      `Use the key of the site that ${page.hostname} belongs to.`,
    )
  }
  if (!['empty_batch', 'secret_key_in_browser'].includes(`${refusalIn(posted)}`)) {
    return broken(
      'collector_not_ours',
      `${url.href} answers ${posted.status} to events, not as Tributary does.`,
      'Let the proxy pass POST on this path, with its body, to Tributary; compare its rule with docs/proxy.md.',
    )
  }
  const isReadable = (answer: Answer) => {
    const allowed = answer.headers.get('access-control-allow-origin')
    return url.origin === page.origin || allowed === '*' || allowed === page.origin
  }
  const silent = [posted, preflight].find(answer => !isReadable(answer))
  if (silent) {
    return [
      {
        code: 'collector_without_cors',
        state: 'weak',
        what: `The answer to ${silent === posted ? 'POST' : 'OPTIONS'} lacks Access-Control-Allow-Origin for ${page.origin}, so the script cannot read whether events arrived.`,
        mend: "Let the proxy pass the collector's headers on, and OPTIONS, too.",
      },
    ]
  }
  return [
    {
      code: 'collector_answers',
      state: 'ok',
      what: `The collector answers at ${url.href}: OPTIONS ${preflight.status}, and an empty batch is refused as such.`,
      mend: '',
    },
  ]
}

function refusalIn({ body }: Answer): string | null {
  try {
    const said: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof said === 'object' && said !== null && 'error' in said ? String(said.error) : null
  } catch {
    return null
  }
}
