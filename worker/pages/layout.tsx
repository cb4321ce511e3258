/** The skeleton of every page: rail, bar, title, answer line, what the page shows, footer. */
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { type Choice, Choices } from './choices.tsx'
import { ago, percent, plural } from './figures.ts'
import type { Frame, Room, Shell } from './frame.ts'
import { COVERAGE_DAYS } from './frame.ts'
import {
  AccountsIcon,
  AlertsIcon,
  BrandMark,
  ChannelsIcon,
  CollectionIcon,
  DealsIcon,
  ImportIcon,
  InstallIcon,
  LinksIcon,
  ModelsIcon,
  ReconcileIcon,
  ReviewIcon,
  RunsIcon,
  SettingsIcon,
  ThemeIcon,
} from './icons.tsx'
import { linkTo, type View } from './view.ts'

interface PageProps {
  readonly frame: Frame
  readonly title: string
  /** What stands above the title: where this page lies. */
  readonly trail?: Child
  /** What stands under the title: who or what it is about. */
  readonly subtitle?: Child
  /** A whole sentence with the numbers in it. */
  readonly answer: Child
  /** What the bar lets one choose here. */
  readonly choices?: readonly Choice[]
  readonly children?: Child
}

export function Page({ frame, title, trail, subtitle, answer, choices = [], children }: PageProps) {
  return (
    <Document
      shell={frame}
      title={title}
      view={frame.view}
      bar={<Choices frame={frame} choices={choices} />}
      foot={<Footer frame={frame} />}
    >
      {trail && <p class="trail">{trail}</p>}
      <h1 dir="auto">{title}</h1>
      {subtitle && <p class="subtitle">{subtitle}</p>}
      <p class="answer">{answer}</p>
      {children}
    </Document>
  )
}

interface DocumentProps {
  readonly shell: Shell
  readonly title: string
  readonly view?: View
  readonly bar?: Child
  readonly foot?: Child
  readonly children?: Child
}

export function Document({ shell, title, view, bar, foot, children }: DocumentProps) {
  const { addresses, theme, room, search } = shell
  return (
    <>
      {raw('<!doctype html>')}
      <html lang="en" data-theme={theme ?? undefined}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <title>{`${title} · Tributary`}</title>
          <link rel="preload" href={addresses.font} as="font" type="font/woff2" crossorigin="anonymous" />
          <link rel="stylesheet" href={addresses.style} />
          <link rel="icon" href={`data:image/svg+xml,${encodeURIComponent(FAVICON)}`} />
          <script defer src={addresses.script}></script>
        </head>
        <body>
          <a class="skip" href="#content">
            Skip to the content
          </a>
          <div class="frame">
            <Rail room={room} view={view} />
            <div class="body">
              <div class="bar">
                <search class="search">
                  <form action="/accounts" method="get">
                    <input
                      type="search"
                      name="q"
                      value={search}
                      placeholder="Find an account"
                      aria-label="Find an account"
                      maxlength={200}
                    />
                  </form>
                </search>
                {bar}
              </div>
              <main id="content">{children}</main>
              {foot}
            </div>
          </div>
        </body>
      </html>
    </>
  )
}

const FAVICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 22 22" fill="none" stroke="#1a8a86" stroke-width="2.6" stroke-linecap="round"><path d="M2 4c6 0 6 7 11 7h7M2 11h11M2 18c6 0 6-7 11-7"/></svg>'

const rooms = [
  ['channels', 'Channels', ChannelsIcon],
  ['accounts', 'Accounts', AccountsIcon],
  ['deals', 'Deals', DealsIcon],
  ['links', 'Links', LinksIcon],
  ['alerts', 'Alerts', AlertsIcon],
  ['models', 'Models', ModelsIcon],
  ['reconciliation', 'Reconcile', ReconcileIcon],
  ['runs', 'Runs', RunsIcon],
  ['review', 'Review', ReviewIcon],
  ['collection', 'Collection', CollectionIcon],
  ['import', 'Import', ImportIcon],
  ['settings', 'Settings', SettingsIcon],
  ['install', 'Install', InstallIcon],
] as const satisfies readonly (readonly [Room, string, unknown])[]

function Rail({ room, view }: { room: Room | null; view: View | undefined }) {
  return (
    <nav class="rail" aria-label="Pages">
      <a class="brand" href="/">
        <BrandMark />
        <span>Tributary</span>
      </a>
      <ul>
        {rooms.map(([name, title, RoomIcon]) => (
          <li>
            <a
              href={view ? linkTo(`/${name}`, view) : `/${name}`}
              aria-current={room === name ? 'page' : undefined}
              title={title}
            >
              <RoomIcon />
              <span>{title}</span>
            </a>
          </li>
        ))}
      </ul>
      <button type="button" class="bare theme" data-theme-switch hidden title="Light or dark">
        <ThemeIcon />
        <span>Light or dark</span>
      </button>
    </nav>
  )
}

function Footer({ frame: { age, coverage, clock, view } }: { frame: Frame }) {
  const { model } = view
  return (
    <footer class="foot">
      <dl>
        <dt>Data</dt>
        <dd>
          {age.last_event_at === null
            ? 'No event has arrived yet. '
            : `Last event ${ago(age.last_event_at, clock.now)}, ${clock.moment(age.last_event_at)}. `}
          {age.last_run_at === null
            ? 'Nothing has been computed yet. '
            : `Computed ${ago(age.last_run_at, clock.now)}, ${clock.moment(age.last_run_at)}, run ${age.last_run_id}. `}
          {`Times are ${clock.timezone}.`}
        </dd>
        <dt>Coverage</dt>
        <dd>
          {coverage.sessions === 0
            ? `No sessions in the last ${COVERAGE_DAYS} days.`
            : `Of ${plural(coverage.sessions, 'session')} in the last ${COVERAGE_DAYS} days, ${percent(coverage.of_people / coverage.sessions)} belong to a known person and ${percent(coverage.of_accounts / coverage.sessions)} to an account; of ${percent(coverage.of_nobody / coverage.sessions)} nobody knows whose they are. Bots are not counted. `}
          {coverage.sessions > 0 && <a href={linkTo('/accounts/rules', view)}>How they are known</a>}
        </dd>
        <dt>Model</dt>
        <dd>
          {`${model.title}: ${model.definition}.`}
          {model.convention && ` As ${model.convention}.`}
        </dd>
      </dl>
    </footer>
  )
}
