/** What a workspace says of domains: which are its own, and which are others' under another name. Pure. */
import type { Settings } from '../settings.ts'
import { registrableDomain } from './domains.ts'

export interface MatchRules {
  /** The workspace's own: people there are colleagues and no prospects. */
  readonly own: ReadonlySet<string>
  /** The domain that an e-mail domain, or a host under one, stands for. */
  readonly aliases: ReadonlyMap<string, string>
}

export const noMatchRules: MatchRules = { own: new Set(), aliases: new Map() }

/** @param siteDomains  of the sites that carry the snippet: whose they are, unless the setting says otherwise */
export function matchRulesFrom(
  settings: Pick<Settings, 'accounts.own_domains' | 'accounts.email_aliases'>,
  siteDomains: readonly string[],
): MatchRules {
  const stated = settings['accounts.own_domains']
  return {
    own: new Set(stated ?? siteDomains.flatMap(domain => registrableDomain(domain) ?? [])),
    aliases: new Map(
      settings['accounts.email_aliases'].map(text => {
        const [alias = '', domain = ''] = text.split('=')
        return [alias, domain] as const
      }),
    ),
  }
}
