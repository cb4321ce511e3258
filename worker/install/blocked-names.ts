/**
 * Names in addresses that ad blockers' lists know on any host. A short extract, since the lists change daily: what of
 * EasyPrivacy's general rules (github.com/easylist/easylist, easyprivacy/easyprivacy_general.txt, read on 2026-11-23)
 * and of its additions for other products' default names a proxied script or collector is likely to meet.
 */
const rules: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^(?:analytics|stats|matomo|piwik|posthog|track|tracker|tracking|collector|beacon|metrika|utm)\./, 'the host name'],
  [/\/(?:piwik|matomo)\.(?:js|php)$/, 'piwik.js, matomo.js'],
  [/\/(?:umami|plausible|fathom|gtag|ga|snowplow|segment|mixpanel|woopra|heap|hotjar)(?:\.min)?\.js$/, "another product's file"],
  [/[/._-](?:google-?)?analytics\d?(?:[/._-]|$)/, 'analytics'],
  [/[/._-](?:track(?:er|ing)?|pixel|beacon|telemetry)(?:[/._-]|$)/, 'track, pixel, beacon'],
  [/[/._-](?:collect(?:or)?|pageviews?|hitcount|hits?)(?:[/._-]|$)/, 'collect, pageview, hit'],
  [/\/api\/(?:events?|stats?|metrics|ping|log)(?:\/|$)/, 'api/event'],
  [/[/._-](?:web)?stats?(?:[/._-]|$)/, 'stats'],
]

/** What of the address the lists would block, in words; null when nothing. */
export function blockedNameIn(url: URL): string | null {
  const path = url.pathname.toLowerCase()
  return rules.find(([pattern]) => pattern.test(pattern.source.startsWith('^') ? url.hostname : path))?.[1] ?? null
}
