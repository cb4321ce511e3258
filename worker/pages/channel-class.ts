/** The class that gives a channel its colour: style/channels.css holds the colours. */

const known: ReadonlySet<string> = new Set([
  'organic-search',
  'paid-search',
  'organic-social',
  'paid-social',
  'email',
  'referral',
  'affiliate',
  'display',
  'video',
  'ai-assistant',
  'sales',
  'event',
  'direct',
])

/** 'Paid Search' → 'ch-paid-search'. A channel of the workspace's own, as imported touches may name, is `ch-other`. */
export function channelClass(channel: string): string {
  const slug = channel.toLowerCase().replaceAll(' ', '-')
  return known.has(slug) ? `ch-${slug}` : 'ch-other'
}
