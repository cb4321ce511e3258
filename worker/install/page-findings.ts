/** Whether there is a page, whether it has a tag, and whether its views come in. */
import type { Site } from '../../db/schema.ts'
import type { Answer, NoAnswer } from './ask.ts'
import type { Finding } from './finding.ts'
import type { Tag } from './tag.ts'
import { tagFor } from './tag-findings.ts'

export function pageWithoutAnswer({ host }: URL, { why, message }: NoAnswer): Finding {
  return why === 'forbidden'
    ? { code: 'page_forbidden', state: 'broken', what: `${host} was not asked: ${message}.`, mend: elsewhere }
    : {
        code: 'page_unreachable',
        state: 'broken',
        what: `${host} cannot be reached: ${message}.`,
        mend: 'Look whether the address is right and the site answers from where this runs.',
      }
}

export function pageRefusal({ status, headers, url }: Answer): Finding | null {
  if (status >= 400) {
    return {
      code: 'page_refused',
      state: 'broken',
      what: `${url.href} answers ${status}.`,
      mend: 'Give the address of a page that everybody may see; a wall against bots may turn the checker away, too.',
    }
  }
  const type = headers.get('content-type') ?? ''
  if (/\bhtml\b/i.test(type)) return null
  return {
    code: 'page_not_html',
    state: 'broken',
    what: `${url.href} is ${type || 'of no type'}, not a page.`,
    mend: 'Give the address of a page.',
  }
}

export function installedTwice(tag: Tag, others: readonly Tag[], isInManager: boolean): Finding {
  const hasOtherKey = others.some(other => other.siteKey !== tag.siteKey)
  const second = isInManager ? 'The tag is in the page, and a tag manager loads it, too' : 'The page has more than one tag'
  return {
    code: 'installed_twice',
    state: 'weak',
    what: `${second}. The first that loads counts, the others do nothing${hasOtherKey ? ', although their keys differ' : ''}.`,
    mend: 'Keep one of them.',
  }
}

interface Untagged {
  readonly own: Site | null
  /** When the newest page view of the site came in. */
  readonly viewedAt: number | null
  /** Something in the page loads the snippet, or may. */
  readonly isLoaded: boolean
  readonly collector: string | null
}

export function withoutTag(page: URL, { own, viewedAt, isLoaded, collector }: Untagged): Finding {
  const seen = own && viewedAt !== null ? ` The newest page view of ${own.domain} came in on ${written(viewedAt)}.` : ''
  if (isLoaded) {
    return {
      code: 'tag_not_in_html',
      state: 'note',
      what: `The page itself holds no tag; a script or tag manager loads it.${seen}`,
      mend: 'That is as it should be. Only what the tag says could not be checked.',
    }
  }
  const bundled = seen && ' If the snippet is part of a bundle, the page needs no tag, and nothing is wrong.'
  return {
    code: 'tag_missing',
    state: 'broken',
    what: `The page has no Tributary tag.${seen}`,
    mend: own
      ? `Paste this into its head: ${tagFor(own.site_key, collector)}${bundled}`
      : `Run "tributary site add ${page.hostname}", then paste the tag that the Install page shows into its head.`,
  }
}

export function arrivals(site: Site, viewedAt: number | null): Finding {
  if (viewedAt !== null) {
    const what = `The newest page view of ${site.domain} came in on ${written(viewedAt)}.`
    return { code: 'last_event', state: 'ok', what, mend: '' }
  }
  return {
    code: 'no_event_yet',
    state: 'note',
    what: `No page view of ${site.domain} has come in lately.`,
    mend: 'Open the page in a browser without an ad blocker, then look at the Install page.',
  }
}

const elsewhere = 'The command "tributary doctor --site ADDRESS" asks any host.'

export const notAsked = (code: Finding['code'], url: URL, { message }: NoAnswer): Finding => ({
  code,
  state: 'note',
  what: `${url.host} was not asked: ${message}.`,
  mend: elsewhere,
})

const written = (at: number) => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
