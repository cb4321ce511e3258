/** The frame of every page of Nordkai's site, with the snippet as a customer would paste it. */
import type { Child } from 'hono/jsx'
import { nordkai } from '../nordkai.ts'
import { Field, Form } from './forms.tsx'

export interface SiteFrame {
  /** Origin of the collector and dashboard: `http://localhost:8787`. */
  readonly tributary: string
  readonly site_key: string
}

interface PageProps extends SiteFrame {
  readonly title: string
  readonly children: Child
}

export function Page({ title, tributary, site_key, children }: PageProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/style.css" />
        <script defer src={`${tributary}/t.js`} data-site={site_key} data-local></script>
      </head>
      <body>
        <header>
          <a class="brand" href="/">
            <Mark />
            {nordkai.name}
          </a>
          <a href="/product">Product</a>
          <a href="/customers">Customers</a>
          <a href="/blog">Blog</a>
          <a href="/resources">Resources</a>
          <a href="/webinar">Webinar</a>
          <a href="/pricing">Pricing</a>
          <a class="button" href="/demo">
            Ask for a demo
          </a>
        </header>
        <main>{children}</main>
        <footer class="foot">
          <div>
            <h3>The dock letter</h3>
            <p>One post a month, by mail. Nothing else.</p>
            <Form name="newsletter" isInline>
              <Field name="email" label="Work e-mail" type="email" />
            </Form>
          </div>
          <div>
            <h3>{nordkai.name}</h3>
            <p>
              Dock scheduling for warehouses. <a href="/security">Security</a>
            </p>
            <p>Nordkai, its people and its customers are invented.</p>
          </div>
        </footer>
        <aside class="demo-note">
          <span>This is the demo site of Tributary: what you do here is recorded on your own machine.</span>
          <a href={`${tributary}/install`}>Live feed</a>
          <a href={`${tributary}/accounts`}>Accounts</a>
        </aside>
      </body>
    </html>
  )
}

const Mark = () => (
  <svg width="30" height="24" viewBox="0 0 30 24" aria-hidden="true">
    <rect x="0" y="0" width="8" height="24" fill="#16233b" />
    <rect x="11" y="0" width="8" height="24" fill="#d9480f" />
    <rect x="22" y="0" width="8" height="24" fill="#16233b" />
  </svg>
)
