/** How the snippet gets onto a site, whether it works there, and what arrives. */
import type { Child } from 'hono/jsx'
import type { Site } from '../../db/schema.ts'
import { ago, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import type { Check } from './install-checks.ts'
import { Page } from './layout.tsx'
import { linkTo } from './view.ts'

interface InstallProps {
  readonly frame: Frame
  readonly sites: readonly Site[]
  readonly chosen: Site | null
  readonly snippet: SnippetAddress
  readonly checks: readonly Check[]
  /** Events of all sites taken in the last 24 hours. */
  readonly accepted: number
  readonly feed: Child
}

export interface SnippetAddress {
  /** `https://t.example.com/t.js` */
  readonly latest: string
  /** The address that never changes, with what the browser checks it against. */
  readonly fixed: string
  readonly integrity: string
}

export function InstallPage(props: InstallProps) {
  const { frame, sites, chosen, checks, feed } = props
  return (
    <Page frame={frame} title="Install" answer={<Answer {...props} />}>
      {sites.length > 1 && (
        <section>
          <h2>Sites</h2>
          <nav class="site-list" aria-label="Sites">
            {sites.map(site => (
              <a
                class="button"
                href={linkTo('/install', frame.view, { site: site.site_id })}
                aria-current={site === chosen ? 'true' : undefined}
              >
                {site.domain}
              </a>
            ))}
          </nav>
        </section>
      )}
      {!chosen && <AddSite isFirst />}
      {chosen && (
        <div class="split">
          <div>
            <Snippet {...props} chosen={chosen} />
            <AddSite isFirst={false} />
          </div>
          <section>
            <h2>{`Does it work on ${chosen.domain}?`}</h2>
            <ul class="checks">
              {checks.map(check => (
                <li class={check.state}>
                  <span class="mark-of">
                    <span aria-hidden="true">{check.state === 'yes' ? '✓' : check.state === 'no' ? '–' : '!'}</span>
                    <span class="read-out">
                      {check.state === 'yes' ? 'Yes:' : check.state === 'no' ? 'Not yet:' : 'Problem:'}
                    </span>
                  </span>
                  <div>
                    <h3>{check.title}</h3>
                    <p class="quiet">{check.detail}</p>
                  </div>
                </li>
              ))}
            </ul>
          </section>
        </div>
      )}
      <section>
        <div class="head">
          <h2>What arrives</h2>
          <span class="quiet">the newest first, of all sites</span>
          <a href={linkTo('/install', frame.view, chosen ? { site: chosen.site_id } : {})} data-feed-refresh>
            Refresh
          </a>
        </div>
        <div data-feed="/install/feed">{feed}</div>
      </section>
    </Page>
  )
}

function Answer({ frame, sites, accepted, checks, chosen }: InstallProps) {
  if (sites.length === 0)
    return <>Tributary does not know any site yet. Add the domain that you want to see; the snippet for it comes next.</>
  const { age, clock } = frame
  const hasPage = checks.some(check => check.title === 'Page view arrived' && check.state === 'yes')
  return (
    <>
      {age.last_event_at === null ? (
        <>No event has arrived yet from {plural(sites.length, 'site')}: paste the snippet below into your pages.</>
      ) : (
        <>
          <strong>{accepted === 0 ? 'No event' : plural(accepted, 'event')}</strong> arrived in the last 24 hours from{' '}
          {plural(sites.length, 'site')}; the last one came <strong>{ago(age.last_event_at, clock.now)}</strong>.
        </>
      )}
      {chosen &&
        age.last_event_at !== null &&
        ` The snippet on ${chosen.domain} ${hasPage ? 'works' : 'has not sent a page view yet'}.`}
    </>
  )
}

function Snippet({ chosen, snippet }: InstallProps & { chosen: Site }) {
  const latest = `<script defer src="${snippet.latest}" data-site="${chosen.site_key}"></script>`
  const fixed = `<script defer src="${snippet.fixed}"\n  integrity="${snippet.integrity}"\n  crossorigin="anonymous" data-site="${chosen.site_key}"></script>`
  return (
    <section>
      <h2>Paste this into the head of every page</h2>
      <Code text={latest} />
      <p class="hint">
        It records page views, downloads, outbound links and forms. From a form it takes e-mail, name, company, job title, phone
        and country, never a password or a card number.
      </p>
      <details>
        <summary>A version that never changes, checked by the browser</summary>
        <Code text={fixed} />
        <p class="hint">The browser refuses it when a single byte differs. It stays as it is until you paste a newer one.</p>
      </details>
      <p class="hint">
        Site key, public, also the write key for clients that speak Segment's protocol: <code>{chosen.site_key}</code>
      </p>
    </section>
  )
}

const Code = ({ text }: { text: string }) => (
  <div class="snippet">
    <pre tabindex={0}>
      <code>{text}</code>
    </pre>
    <button type="button" data-copy={text} hidden>
      Copy
    </button>
  </div>
)

const AddSite = ({ isFirst }: { isFirst: boolean }) => (
  <section>
    <h2>{isFirst ? 'Add your site' : 'Add another site'}</h2>
    <form method="post" action="/install/sites" class="row">
      <input
        type="text"
        name="domain"
        placeholder="www.example.com"
        aria-label="Domain of the site"
        required
        maxlength={253}
        autocomplete="off"
        spellcheck={false}
      />
      <button type="submit" class="main">
        Add site
      </button>
    </form>
    <p class="hint">Its subdomains are covered, with http and https and on any port; localhost is a site, too.</p>
  </section>
)
