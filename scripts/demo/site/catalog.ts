/** Every address of Nordkai's site: what the story's visitors can read and what the demo site serves. */
import { nordkai } from '../nordkai.ts'
import { posts } from './posts.ts'
import { stories } from './stories.ts'

export interface SitePage {
  readonly path: string
  /** As in `<title>`. */
  readonly title: string
  readonly kind: 'home' | 'product' | 'pricing' | 'security' | 'blog' | 'post' | 'story' | 'resources' | 'form' | 'thanks'
  /** 0 when the page is older than the story. */
  readonly published_days_ago: number
}

export interface Download {
  readonly file: string
  readonly title: string
  readonly lead: string
  /** The form before it; absent: a plain link. */
  readonly form?: FormName
}

/** Forms by their id; `/thanks/NAME` follows each. */
export const formNames = ['demo-request', 'waiting-report', 'security-overview', 'webinar', 'newsletter'] as const

export type FormName = (typeof formNames)[number]

/** What stands on the button. */
export const forms: Readonly<Record<FormName, string>> = {
  'demo-request': 'Ask for a demo',
  'waiting-report': 'Get the report',
  'security-overview': 'Get the overview',
  webinar: 'Save my seat',
  newsletter: 'Subscribe',
}

export const downloads: readonly Download[] = [
  {
    file: 'dock-checklist.pdf',
    title: 'The dock checklist',
    lead: 'Two pages for the gate and the shift lead: what to write down in one week, and what to read from it.',
  },
  {
    file: 'cost-of-waiting-report.pdf',
    title: 'The cost of waiting',
    lead: 'Five sites, one month, 1,900 trucks: where the hours go and what the second hour costs.',
    form: 'waiting-report',
  },
  {
    file: 'security-and-integration.pdf',
    title: 'Security and integration overview',
    lead: 'Hosting, roles, single sign-on, the five messages of the interface: what your IT will ask.',
    form: 'security-overview',
  },
]

const page = (path: string, title: string, kind: SitePage['kind'], published_days_ago = 0): SitePage => ({
  path,
  title: `${title} | ${nordkai.name}`,
  kind,
  published_days_ago,
})

export const catalog: readonly SitePage[] = [
  page('/', nordkai.promise, 'home'),
  page('/product', nordkai.product, 'product'),
  page('/pricing', 'Pricing', 'pricing'),
  page('/security', 'Security', 'security'),
  page('/blog', 'Blog', 'blog'),
  ...posts.map(post => page(`/blog/${post.slug}`, post.title, 'post', post.published_days_ago)),
  page('/customers', 'Customers', 'blog'),
  ...stories.map(story => page(`/customers/${story.slug}`, story.title, 'story')),
  page('/resources', 'Resources', 'resources'),
  page('/resources/cost-of-waiting', 'The cost of waiting', 'form'),
  page('/resources/security-overview', 'Security and integration overview', 'form'),
  page('/webinar', 'Webinar', 'form'),
  page('/demo', 'Ask for a demo', 'form'),
  ...formNames.map(name => page(`/thanks/${name}`, 'Thank you', 'thanks')),
]

const byPath = new Map(catalog.map(one => [one.path, one]))

/** @throws RangeError when the site has no such page */
export function pageAt(path: string): SitePage {
  const found = byPath.get(path)
  if (!found) throw new RangeError(`no page ${path}`)
  return found
}
