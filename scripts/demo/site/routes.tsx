/** Nordkai's site as a customer's server would serve it: on its own origin, with the snippet in every page. */
import { Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { formNames, pageAt } from './catalog.ts'
import { FormPage, type FormPageProps, Thanks } from './form-pages.tsx'
import { Page, type SiteFrame } from './layout.tsx'
import { Blog, Customers, Home, NotHere, PostPage, Pricing, Product, Resources, Security, StoryPage } from './pages.tsx'
import { papers } from './papers.ts'
import { pdfOf } from './pdf.ts'
import { posts } from './posts.ts'
import { stories } from './stories.ts'
import { style } from './style.ts'

export function siteRoutes(frame: SiteFrame) {
  const app = new Hono()
  const csp = [
    "default-src 'none'",
    `script-src ${frame.tributary}`,
    `connect-src ${frame.tributary}`,
    "style-src 'self'",
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
  ].join('; ')
  app.use(async (c, next) => {
    await next()
    c.header('Content-Security-Policy', csp)
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Referrer-Policy', 'strict-origin-when-cross-origin')
  })

  const serve = (path: string, body: Child) => {
    const html = `<!doctype html>${(
      (
        <Page title={pageAt(path).title} {...frame}>
          {body}
        </Page>
      )
    ).toString()}`
    app.get(path, c => c.html(html))
  }
  serve('/', <Home />)
  serve('/product', <Product />)
  serve('/pricing', <Pricing />)
  serve('/security', <Security />)
  serve('/blog', <Blog />)
  for (const post of posts) serve(`/blog/${post.slug}`, <PostPage post={post} />)
  serve('/customers', <Customers />)
  for (const story of stories) serve(`/customers/${story.slug}`, <StoryPage story={story} />)
  serve('/resources', <Resources />)
  for (const { path, ...page } of formPages) serve(path, <FormPage {...page} />)
  for (const name of formNames) serve(`/thanks/${name}`, <Thanks name={name} />)

  app.get('/style.css', c => c.body(style, 200, { 'Content-Type': 'text/css; charset=utf-8' }))
  for (const paper of papers) {
    const bytes = pdfOf(paper)
    app.get(`/files/${paper.file}`, c => c.body(bytes, 200, { 'Content-Type': 'application/pdf' }))
  }
  // The snippet has told Tributary already; a real site would write to its own CRM here.
  for (const name of formNames) app.post(`/forms/${name}`, c => c.redirect(`/thanks/${name}`, 303))

  app.notFound(c =>
    c.html(
      `<!doctype html>${(
        (
          <Page title="Not found | Nordkai" {...frame}>
            <NotHere />
          </Page>
        )
      ).toString()}`,
      404,
    ),
  )
  return app
}

const formPages: readonly ({ path: string } & FormPageProps)[] = [
  {
    path: '/demo',
    name: 'demo-request',
    title: 'See it with your own doors',
    lead: 'Thirty minutes, your door plan, no slides.',
    points: ['Bring one week of arrivals, or nothing at all', 'Shift leads are welcome', 'You keep the door plan'],
  },
  {
    path: '/resources/cost-of-waiting',
    name: 'waiting-report',
    title: 'The cost of waiting',
    lead: 'Five sites, one month, 1,900 trucks: where the hours go.',
    points: ['What the second hour costs', 'Which windows make half of the bill', 'How to find your own figure'],
  },
  {
    path: '/resources/security-overview',
    name: 'security-overview',
    title: 'Security and integration overview',
    lead: 'What your IT will ask, answered on one page.',
    points: ['Hosting, backups, roles', 'Single sign-on', 'The five messages of the interface'],
  },
  {
    path: '/webinar',
    name: 'webinar',
    title: 'Webinar: a fair carrier scorecard',
    lead: 'Forty minutes with a yard manager and a haulier, and time for questions.',
    points: ['Count from the booked slot', 'Leave out what you caused yourself', 'The recording comes by mail'],
  },
]
