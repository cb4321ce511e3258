/** What the people of a buying team read, and the form that makes them known. */
import type { Moment } from './arrivals.ts'
import { publishedPosts } from './arrivals.ts'
import { partnerPage } from './nordkai.ts'
import type { Role } from './people.ts'
import type { Random } from './random.ts'
import type { FormName } from './site/catalog.ts'
import type { Stop } from './visit.ts'

type Weighted = readonly (readonly [path: string, weight: number])[]

const POST = 'any post'

const interests: Record<Role, Weighted> = {
  champion: [
    [POST, 40],
    ['/product', 18],
    ['/pricing', 12],
    ['/customers/quellbach-mineralbrunnen', 7],
    ['/customers/fehnkamp-stahl', 7],
    ['/customers/tallow-creek-paper', 5],
    ['/resources', 8],
    ['/demo', 3],
  ],
  user: [
    [POST, 55],
    ['/product', 25],
    ['/resources', 10],
    ['/customers', 10],
  ],
  economic_buyer: [
    ['/pricing', 35],
    ['/customers/fehnkamp-stahl', 15],
    ['/customers/quellbach-mineralbrunnen', 15],
    ['/customers/tallow-creek-paper', 10],
    ['/resources/cost-of-waiting', 10],
    [POST, 15],
  ],
  it_security: [
    ['/security', 45],
    ['/product', 20],
    ['/resources/security-overview', 15],
    ['/blog/who-owns-the-truth', 20],
  ],
  procurement: [
    ['/pricing', 60],
    ['/security', 20],
    ['/customers', 20],
  ],
}

/** Pages after the landing; no page twice. */
export function pagesFor(role: Role, count: number, landing: string, moment: Moment, random: Random): Stop[] {
  const posts = publishedPosts(moment)
  const seen = new Set([landing])
  const stops: Stop[] = []
  for (let tries = 0; stops.length < count && tries < 20; tries++) {
    const wish = random.weighted(interests[role])
    const path = wish === POST ? random.pick(posts) : wish
    if (seen.has(path) || (path.startsWith('/blog/') && !posts.includes(path))) continue
    seen.add(path)
    stops.push({
      path,
      ...(path === '/resources' && random.chance(0.5) && { download: 'dock-checklist.pdf' }),
      ...(path === '/product' && random.chance(0.08) && { outbound: partnerPage }),
    })
  }
  return stops
}

const forms: Record<Role, readonly (readonly [FormName, number])[]> = {
  champion: [
    ['waiting-report', 38],
    ['demo-request', 34],
    ['webinar', 16],
    ['newsletter', 12],
  ],
  user: [
    ['webinar', 45],
    ['newsletter', 30],
    ['waiting-report', 25],
  ],
  economic_buyer: [
    ['waiting-report', 60],
    ['demo-request', 40],
  ],
  it_security: [['security-overview', 1]],
  procurement: [
    ['demo-request', 50],
    ['newsletter', 50],
  ],
}

export const formFor = (role: Role, random: Random): FormName => random.weighted(forms[role])

const pagesWithForms: Record<FormName, string> = {
  'demo-request': '/demo',
  'waiting-report': '/resources/cost-of-waiting',
  'security-overview': '/resources/security-overview',
  webinar: '/webinar',
  newsletter: '/blog',
}

/** Where the form stands. */
export const pageWith = (form: FormName): string => pagesWithForms[form]
