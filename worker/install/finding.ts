/** What the installation checker can find out. The codes are public: programs match on them, so they are only ever added. */
export const findingCodes = [
  'page_forbidden',
  'page_unreachable',
  'page_refused',
  'page_not_html',
  'page_cut',
  'site_not_registered',
  'tag_found',
  'tag_missing',
  'tag_not_in_html',
  'tag_held_back',
  'tag_not_deferred',
  'tag_manager',
  'installed_twice',
  'site_key_missing',
  'site_key_unknown',
  'site_key_of_another_site',
  'secret_key_in_page',
  'collector_host_malformed',
  'mixed_content',
  'blocked_name',
  'policy_blocks_script',
  'policy_blocks_events',
  'policy_would_block',
  'consent_unknown',
  'consent_required',
  'muted_on_localhost',
  'integrity_without_crossorigin',
  'integrity_of_changing_file',
  'integrity_mismatch',
  'script_not_checked',
  'script_unreachable',
  'script_not_served',
  'script_wrong_type',
  'script_without_cors',
  'script_not_ours',
  'script_of_other_version',
  'script_served',
  'collector_not_checked',
  'collector_unreachable',
  'collector_redirects',
  'collector_not_ours',
  'collector_without_cors',
  'collector_answers',
  'clock_differs',
  'no_event_yet',
  'last_event',
] as const

export type FindingCode = (typeof findingCodes)[number]

/**
 * ok: as it should be; note: worth knowing; weak: it works, but loses visits or time; broken: something is not recorded,
 * or not as it was meant.
 */
export type FindingState = 'ok' | 'note' | 'weak' | 'broken'

export interface Finding<Code extends string = FindingCode> {
  readonly code: Code
  readonly state: FindingState
  /** One sentence: what is so. */
  readonly what: string
  /** How to mend it; empty when there is nothing to do. */
  readonly mend: string
}

/** Whether anything has to be mended. */
export const isFault = ({ state }: Pick<Finding, 'state'>): boolean => state === 'broken' || state === 'weak'

const order: readonly FindingState[] = ['broken', 'weak', 'note', 'ok']

/** The worst first; what is alike stays in the order in which a browser would meet it. */
export const worstFirst = <Some extends Pick<Finding, 'state'>>(findings: readonly Some[]): Some[] =>
  findings.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
