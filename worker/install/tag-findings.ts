/** What is wrong with the tag itself, told from the page alone. */
import type { Site } from '../../db/schema.ts'
import { blockedNameIn } from './blocked-names.ts'
import type { Finding } from './finding.ts'
import { isFixedName, type Tag } from './tag.ts'

/** The tag that a site's pages should carry. @param collector  origin; null when it is not known here */
export const tagFor = (siteKey: string, collector: string | null) =>
  `<script defer src="${collector ?? 'https://YOUR-COLLECTOR'}/t.js" data-site="${siteKey}"></script>`

/** @param own  the site that the page belongs to; null when it is registered nowhere here */
export function keyFindings({ siteKey }: Tag, site: Site | null, own: Site | null, page: URL): Finding[] {
  if (siteKey?.startsWith('sk_')) {
    return [
      {
        code: 'secret_key_in_page',
        state: 'broken',
        what: 'The page shows a secret API key to everybody.',
        mend: 'Revoke that key now, and put the public site key, which begins with pk_, into data-site.',
      },
    ]
  }
  if (!siteKey) {
    return [
      {
        code: 'site_key_missing',
        state: 'broken',
        what: 'The tag has no site key, so the script does nothing.',
        mend: own
          ? `Add data-site="${own.site_key}". Where a tag manager drops such attributes, write ?site=${own.site_key} behind t.js.`
          : `Add data-site with the key that "tributary site add ${page.hostname}" prints.`,
      },
    ]
  }
  if (!site) {
    return [
      {
        code: 'site_key_unknown',
        state: 'broken',
        what: `No site here has the key ${siteKey.slice(0, 80)}, so the collector refuses its events.`,
        mend: own
          ? `The key of ${own.domain} is ${own.site_key}.`
          : `Write the key that "tributary site add ${page.hostname}" prints into data-site.`,
      },
    ]
  }
  if (own?.site_id === site.site_id) return []
  return [
    {
      code: 'site_key_of_another_site',
      state: 'broken',
      what: `The key is that of ${site.domain}, so the collector refuses events of ${page.hostname}.`,
      mend: own
        ? `The key of ${own.domain} is ${own.site_key}.`
        : `Register ${page.hostname} with "tributary site add ${page.hostname}" and use its own key.`,
    },
  ]
}

export function attributeFindings(tag: Tag, page: URL): Finding[] {
  const { src, option, integrity } = tag
  const findings: Finding[] = []
  const add = (code: Finding['code'], state: Finding['state'], what: string, mend: string) =>
    findings.push({ code, state, what, mend })

  if (tag.isHeldBack) {
    add(
      'tag_held_back',
      'note',
      'The type of the tag is no script: a consent tool runs it when the visitor agrees.',
      'If there is no such tool, remove the type. With it, data-consent is not needed.',
    )
  } else if (!tag.isDeferred) {
    add('tag_not_deferred', 'weak', 'The page waits for the script before it goes on.', 'Add defer to the tag.')
  }

  const consent = option('consent')
  if (consent !== null && consent !== 'required' && consent !== 'granted') {
    add(
      'consent_unknown',
      'broken',
      `data-consent="${consent.slice(0, 40)}" means nothing, so visitors are recorded without being asked.`,
      'Write data-consent="required" to wait for an answer, or leave it out.',
    )
  }
  if (consent === 'required') {
    add(
      'consent_required',
      'note',
      'Nothing is stored or sent before the visitor has answered.',
      "Your consent banner must call tributary('consent', 'granted') or tributary('consent', 'denied').",
    )
  }
  if (option('local') === null && isLoopback(page.hostname)) {
    add(
      'muted_on_localhost',
      'broken',
      'On localhost the script records nothing.',
      'Add data-local while you develop, or check the page under its public address.',
    )
  }

  if (integrity && !tag.hasCrossorigin && src.origin !== page.origin) {
    add(
      'integrity_without_crossorigin',
      'broken',
      'The browser refuses a script of another origin with integrity but without crossorigin.',
      'Add crossorigin="anonymous".',
    )
  }
  if (integrity && !isFixedName(src)) {
    add(
      'integrity_of_changing_file',
      'weak',
      `The file ${src.pathname} changes with every release, and then the browser refuses it because of integrity.`,
      'Use the versioned address of the Install page together with its integrity.',
    )
  }
  return [...findings, ...addressFindings(tag, page)]
}

function addressFindings({ src, endpoint, option }: Tag, page: URL): Finding[] {
  const findings: Finding[] = []
  if (!endpoint) {
    findings.push({
      code: 'collector_host_malformed',
      state: 'broken',
      what: `data-host="${(option('host') ?? '').slice(0, 80)}" is no address, so events go nowhere.`,
      mend: 'Write the collector with its protocol, as in data-host="https://t.example.com", or a path that begins with /.',
    })
  }
  for (const url of [src, ...(endpoint ? [endpoint] : [])]) {
    if (page.protocol === 'https:' && url.protocol === 'http:' && !isLoopback(url.hostname)) {
      findings.push({
        code: 'mixed_content',
        state: 'broken',
        what: `The page comes by https and asks for ${url.origin} by http, which browsers block.`,
        mend: `Serve the collector by https and write https://${url.host}${url === src ? url.pathname : ''} instead.`,
      })
    }
    const name = blockedNameIn(url)
    if (name) {
      findings.push({
        code: 'blocked_name',
        state: 'weak',
        what: `${url.host}${url.pathname} is a name that ad blockers' lists know (${name}).`,
        mend: 'Use a neutral name, as docs/proxy.md shows. People who chose to be left alone stay left alone.',
      })
    }
  }
  return uniqueBy(findings, ({ code, what }) => code + what)
}

const isLoopback = (host: string) => /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(host)

const uniqueBy = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] => [
  ...new Map(items.map(item => [keyOf(item), item])).values(),
]
