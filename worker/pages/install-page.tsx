/** How the snippet gets onto a site, whether it works there, and what arrives. */
import type { Child } from 'hono/jsx'
import type { Site } from '../../db/schema.ts'
import { ago, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { CheckPage, type PageCheck } from './install-check.tsx'
import type { Check } from './install-checks.ts'
import { Snippet, type SnippetBuild } from './install-snippet.tsx'
import { Page } from './layout.tsx'
import { linkTo } from './view.ts'

interface InstallProps {
  readonly frame: Frame
  readonly sites: readonly Site[]
  readonly chosen: Site | null
  /** The builds of the snippet, the one with everything first. */
  readonly builds: readonly SnippetBuild[]
  readonly checks: readonly Check[]
  /** Null where this server cannot ask web sites. */
  readonly check: PageCheck | null
  /** Events of all sites taken in the last 24 hours. */
  readonly accepted: number
  readonly feed: Child
}

export function InstallPage(props: InstallProps) {
  const { frame, sites, chosen, checks, check, builds, feed } = props
  const own = chosen ? { site: chosen.site_id } : {}
  const withBots = frame.query.bots === '1'
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
            <Snippet site={chosen} builds={builds} />
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
            {check && <CheckPage site={chosen} check={check} />}
          </section>
        </div>
      )}
      <section>
        <div class="head">
          <h2>What arrives</h2>
          <span class="quiet">{`the newest first, of all sites, ${withBots ? 'machines among them' : 'without machines'}`}</span>
          <a href={linkTo('/install', frame.view, { ...own, bots: withBots ? null : '1' })}>
            {withBots ? 'Hide machines' : 'Show machines'}
          </a>
          <a href={linkTo('/install', frame.view, { ...own, bots: withBots ? '1' : null })} data-feed-refresh>
            Refresh
          </a>
        </div>
        <div data-feed={withBots ? '/install/feed?bots=1' : '/install/feed'}>{feed}</div>
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
