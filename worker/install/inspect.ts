/**
 * Is the snippet installed on a page, and does it work there? Read this first: the page is fetched as a browser would,
 * its tag read, the script and the collector asked. Nothing is recorded by it. What each answer means is told in the
 * files named …-findings.ts.
 */
import type { Site } from '../../db/schema.ts'
import { type Answer, type Ask, answerTo, askThrough, NoAnswer } from './ask.ts'
import { collectorFindings, probeOf } from './collector-findings.ts'
import { inspectContainers } from './containers.ts'
import type { Finding } from './finding.ts'
import { type Element, elementsOf } from './html.ts'
import { arrivals, installedTwice, notAsked, pageRefusal, pageWithoutAnswer, withoutTag } from './page-findings.ts'
import { policyFindings, upgraded } from './policy-findings.ts'
import { clockFindings, digestsOf, servedFindings } from './served-findings.ts'
import { containersOf, hasLoader, type Tag, tagsOf } from './tag.ts'
import { attributeFindings, keyFindings } from './tag-findings.ts'

export interface InspectDeps {
  readonly ask: Ask
  readonly now: () => number
  readonly siteWithKey: (siteKey: string) => Promise<Site | null>
  /** The site that an address belongs to. */
  readonly siteAt: (url: URL) => Promise<Site | null>
  /** Whether the collector takes events of the address with the site's key. */
  readonly covers: (site: Site, url: URL) => boolean
  /** When the newest page view of the site came in; null when there is none lately. */
  readonly lastViewAt: (site: Site) => Promise<number | null>
  /** Origin from which pages load the script; null when nobody said. */
  readonly collector: string | null
  /** `integrity` (sha256) of the scripts that this installation serves. */
  readonly builds: ReadonlySet<string>
}

export interface Inspection {
  /** Where the page was found, after redirects; as asked for when it was not found. */
  readonly url: URL
  readonly findings: readonly Finding[]
}

export async function inspectPage(address: URL, deps: InspectDeps): Promise<Inspection> {
  const page = await answerTo(() => askThrough(deps.ask, address, { accept: 'text/html' }))
  if (page instanceof NoAnswer) return { url: address, findings: [pageWithoutAnswer(address, page)] }
  const refusal = pageRefusal(page)
  if (refusal) return { url: page.url, findings: [refusal] }
  const elements = elementsOf(new TextDecoder().decode(page.body))
  const cut: Finding[] = page.isCut
    ? [{ code: 'page_cut', state: 'note', what: 'The page is so long that only its beginning was read.', mend: '' }]
    : []
  return { url: page.url, findings: [...cut, ...(await inspectTags(page, elements, deps))] }
}

async function inspectTags(page: Answer, elements: readonly Element[], deps: InspectDeps): Promise<Finding[]> {
  const [tag, ...others] = tagsOf(elements, page.url).map(one => upgraded(one, page.headers, elements))
  const key = tag?.siteKey ?? null
  const [named, registered] = await Promise.all([key ? deps.siteWithKey(key) : null, deps.siteAt(page.url)])
  const own = named && deps.covers(named, page.url) ? named : registered
  const viewedAt = own && (await deps.lastViewAt(own))
  const containers = await inspectContainers(containersOf(elements, page.url), tag, own, deps.ask)
  const loaders = (hasLoader(elements) ? 1 : 0) + containers.carriers
  if (!tag) {
    const isLoaded = loaders > 0 || (containers.findings.length > 0 && viewedAt !== null)
    return [withoutTag(page.url, { own, viewedAt, isLoaded, collector: deps.collector }), ...containers.findings]
  }

  const isSecond = others.length + loaders > 0
  return [
    { code: 'tag_found', state: 'ok', what: `The tag is in the page and loads ${tag.src.href}.`, mend: '' },
    ...keyFindings(tag, named, own, page.url),
    ...(isSecond ? [installedTwice(tag, others, containers.carriers > 0)] : []),
    ...containers.findings,
    ...attributeFindings(tag, page.url),
    ...policyFindings(page.headers, elements, tag, page.url),
    ...(await inspectScript(tag, page.url, deps)),
    ...(await inspectCollector(tag, page.url, deps)),
    ...(named && own === named ? [arrivals(named, viewedAt)] : []),
  ]
}

async function inspectScript(tag: Tag, page: URL, deps: InspectDeps): Promise<Finding[]> {
  const answer = await answerTo(() => askThrough(deps.ask, tag.src, { origin: page.origin }))
  if (answer instanceof NoAnswer) {
    return [
      answer.why === 'forbidden'
        ? notAsked('script_not_checked', tag.src, answer)
        : {
            code: 'script_unreachable',
            state: 'broken',
            what: `${tag.src.href} cannot be had: ${answer.message}.`,
            mend: 'Compare src with the Install page, and look whether the collector runs and its name resolves.',
          },
    ]
  }
  const served = { answer, digests: await digestsOf(answer.body) }
  return [...servedFindings(served, tag, page, deps.builds), ...clockFindings(answer, deps.now())]
}

async function inspectCollector({ endpoint, siteKey }: Tag, page: URL, { ask }: InspectDeps): Promise<Finding[]> {
  if (!endpoint) return []
  const origin = page.origin
  const asked = { origin, 'access-control-request-method': 'POST' }
  const probe = { origin, 'content-type': 'text/plain;charset=UTF-8' }
  const answers = await answerTo(async () => ({
    preflight: await ask(endpoint, { method: 'OPTIONS', headers: asked }),
    posted: await ask(endpoint, { method: 'POST', headers: probe, body: probeOf(siteKey ?? '') }),
  }))
  if (!(answers instanceof NoAnswer)) return collectorFindings(answers.preflight, answers.posted, page)
  if (answers.why === 'forbidden') return [notAsked('collector_not_checked', endpoint, answers)]
  return [
    {
      code: 'collector_unreachable',
      state: 'broken',
      what: `${endpoint.href} cannot be reached: ${answers.message}.`,
      mend: 'Correct data-host, or leave it out when script and collector have the same host.',
    },
  ]
}
