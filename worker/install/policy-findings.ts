/** Whether the page's own Content Security Policy lets the script run and send. */

import type { Finding } from './finding.ts'
import type { Element } from './html.ts'
import { type Policy, policiesOf, refusesConnection, refusesScript, upgradesRequests } from './policy.ts'
import type { Tag } from './tag.ts'

export function policyFindings(headers: Headers, elements: readonly Element[], tag: Tag, page: URL): Finding[] {
  // A policy in a meta element counts from there on.
  const beforeTag = policiesOf(headers, elements.slice(0, tag.index))
  const all = policiesOf(headers, elements)
  const { endpoint, src } = tag
  return [
    ...beforeTag.flatMap(policy => {
      const directive = refusesScript(policy, { ...tag, url: src }, page)
      return directive ? [refusal(policy, 'script', directive, scriptMend(directive, src, page))] : []
    }),
    ...all.flatMap(policy => {
      const directive = endpoint && refusesConnection(policy, endpoint, page)
      return directive ? [refusal(policy, 'events', directive, `Add ${sourceFor(endpoint, page)} to connect-src.`)] : []
    }),
  ]
}

/** The tag as the browser takes it under `upgrade-insecure-requests`: its addresses become https. */
export function upgraded(tag: Tag, headers: Headers, elements: readonly Element[]): Tag {
  if (!upgradesRequests(policiesOf(headers, elements))) return tag
  const secure = (url: URL) => new URL(url.href.replace(/^http:/, 'https:'))
  return { ...tag, src: secure(tag.src), endpoint: tag.endpoint && secure(tag.endpoint) }
}

function refusal({ isReportOnly, where }: Policy, what: 'script' | 'events', directive: string, mend: string): Finding {
  const place = where === 'meta' ? 'A meta element of the page' : 'The header Content-Security-Policy'
  const shown = directive.length > 300 ? `${directive.slice(0, 300)} …` : directive
  if (isReportOnly) {
    return {
      code: 'policy_would_block',
      state: 'note',
      what: `A policy that only reports so far would block the ${what} by "${shown}".`,
      mend,
    }
  }
  return what === 'script'
    ? { code: 'policy_blocks_script', state: 'broken', what: `${place} keeps the script from running by "${shown}".`, mend }
    : { code: 'policy_blocks_events', state: 'broken', what: `${place} keeps events from being sent by "${shown}".`, mend }
}

function scriptMend(directive: string, src: URL, page: URL): string {
  const [name = ''] = directive.split(' ')
  if (name === 'sandbox') return 'Add allow-scripts, or leave sandbox out.'
  const wanted = name === 'default-src' ? 'script-src' : name
  const nonce = "give the tag the page's nonce"
  if (/'strict-dynamic'/.test(directive)) return `Under 'strict-dynamic' hosts count for nothing: ${nonce}.`
  return `Add ${sourceFor(src, page)} to ${wanted}${/'nonce-/.test(directive) ? `, or ${nonce}` : ''}.`
}

const sourceFor = (url: URL, page: URL) => (url.origin === page.origin ? "'self'" : url.origin)
