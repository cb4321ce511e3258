/** The dead letters themselves: a list to look through, and one of them as it was kept. */
import { nameOf } from './collection-page.tsx'
import { count, plural } from './figures.ts'
import { Page } from './layout.tsx'
import { Name } from './names.tsx'
import { LETTERS_PER_PAGE, type LetterProps, type LettersProps } from './read-collection.ts'
import { mendingOf } from './reject-words.ts'
import { Replayed, ReplayForm } from './replay-form.tsx'
import { Pager } from './table.tsx'
import { linkTo } from './view.ts'

export function DeadLettersPage(props: LettersProps) {
  const { frame, letters, reason, site, waiting, total, page } = props
  const { view, clock } = frame
  const chosen = { reason, site: site?.site_id ?? null }
  return (
    <Page
      frame={frame}
      title="Dead letters"
      trail={<a href={linkTo('/collection', view)}>Collection</a>}
      answer={<Answer {...props} />}
    >
      <Replayed frame={frame} />
      <Filter {...props} />
      {waiting > 0 && (
        <section>
          <ReplayForm
            choice={{ ...(reason !== null && { reason }), ...(site && { site: site.site_id }) }}
            label={`Replay ${waiting === 1 ? 'the one that waits' : `all ${count(waiting)} that wait`}`}
          />
        </section>
      )}
      {letters.length > 0 && (
        <section>
          <div class="table">
            <table>
              <thead>
                <tr>
                  <th scope="col">Received</th>
                  <th scope="col">Reason</th>
                  <th scope="col" class="name">
                    Where
                  </th>
                  <th scope="col" class="name wide-only">
                    What was wrong
                  </th>
                  <th scope="col" class="n roomy-only">
                    Bytes
                  </th>
                  <th scope="col">State</th>
                </tr>
              </thead>
              <tbody>
                {letters.map(letter => (
                  <tr>
                    <th scope="row">
                      <a href={linkTo(`/dead-letters/${encodeURIComponent(letter.dead_letter_id)}`, view)}>
                        {clock.moment(letter.received_at)}
                      </a>
                    </th>
                    <td>{nameOf(letter.reason)}</td>
                    <td class="name">
                      <Name text={[domainOf(props, letter.site_id), letter.field].filter(Boolean).join(', ')} />
                    </td>
                    <td class="name wide-only">
                      <Name text={letter.detail ?? ''} />
                    </td>
                    <td class="n roomy-only">{count(letter.bytes)}</td>
                    <td>
                      <State letter={letter} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Pager
            page={page}
            perPage={LETTERS_PER_PAGE}
            total={total}
            link={number => linkTo('/dead-letters', view, { ...chosen, page: number })}
          />
        </section>
      )}
    </Page>
  )
}

function Answer({ total, waiting, reason, site }: LettersProps) {
  const about = [reason !== null && ` for ${nameOf(reason)}`, site && ` on ${site.domain}`].filter(Boolean).join('')
  if (total === 0) {
    return about === '' ? (
      <>
        No event has been rejected in the last 30 days. Here will stand each one that is, with the reason, until it is replayed.
      </>
    ) : (
      `No event was rejected${about} in the last 30 days.`
    )
  }
  return (
    <>
      <strong>{plural(total, 'dead letter')}</strong>
      {`${about}: ${waiting === 0 ? 'none of them can be replayed' : `${count(waiting)} can be replayed`}. `}
      {reason !== null && mendingOf(reason)}
    </>
  )
}

function Filter({ frame, reasons, reason, sites, site }: LettersProps) {
  if (reasons.length < 2 && sites.length < 2) return null
  const { view } = frame
  const siteId = site?.site_id ?? null
  return (
    <section class="site-list">
      <Chip href={linkTo('/dead-letters', view, { site: siteId })} label="All reasons" isChosen={reason === null} />
      {reasons.map(one => (
        <Chip href={linkTo('/dead-letters', view, { reason: one, site: siteId })} label={nameOf(one)} isChosen={one === reason} />
      ))}
      {sites.length > 1 && (
        <>
          <Chip href={linkTo('/dead-letters', view, { reason })} label="All sites" isChosen={site === null} />
          {sites.map(one => (
            <Chip
              href={linkTo('/dead-letters', view, { reason, site: one.site_id })}
              label={one.domain}
              isChosen={one === site}
            />
          ))}
        </>
      )}
    </section>
  )
}

const Chip = ({ href, label, isChosen }: { href: string; label: string; isChosen: boolean }) => (
  <a class="button" href={href} aria-current={isChosen ? 'true' : undefined}>
    {label}
  </a>
)

function State({ letter }: { letter: Pick<LettersProps['letters'][number], 'replayable' | 'replayed_at' | 'tries'> }) {
  if (letter.replayed_at !== null) return <span class="tag good">replayed</span>
  if (letter.replayable === 0) return <span class="tag">not whole</span>
  return <span class="tag warm">{letter.tries === 0 ? 'waits' : `waits, tried ${count(letter.tries)}×`}</span>
}

const domainOf = ({ sites }: LettersProps, siteId: string) => sites.find(site => site.site_id === siteId)?.domain ?? siteId

export function DeadLetterPage({ frame, letter, domain }: LetterProps) {
  const { view, clock } = frame
  const canReplay = letter.replayable === 1 && letter.replayed_at === null
  return (
    <Page
      frame={frame}
      title={nameOf(letter.reason)}
      trail={
        <>
          <a href={linkTo('/collection', view)}>Collection</a>
          {' / '}
          <a href={linkTo('/dead-letters', view, { reason: letter.reason })}>Dead letters</a>
        </>
      }
      answer={mendingOf(letter.reason)}
    >
      <Replayed frame={frame} />
      <section>
        <dl class="facts">
          <dt>Received</dt>
          <dd>{clock.moment(letter.received_at)}</dd>
          <dt>Site</dt>
          <dd>{domain ?? letter.site_id}</dd>
          <dt>What</dt>
          <dd>
            {letter.kind === 'event' ? `One event${letter.event_id === null ? '' : `, ${letter.event_id}`}` : 'A whole request'}
          </dd>
          {letter.field !== null && (
            <>
              <dt>Field</dt>
              <dd>
                <code>{letter.field}</code>
              </dd>
            </>
          )}
          {letter.detail !== null && (
            <>
              <dt>What was wrong</dt>
              <dd>{letter.detail}</dd>
            </>
          )}
          <dt>Size</dt>
          <dd>{plural(letter.bytes, 'byte')}</dd>
          <dt>SHA-256</dt>
          <dd>
            <code>{letter.sha256}</code>
          </dd>
          <dt>State</dt>
          <dd>
            <State letter={letter} />{' '}
            {letter.replayed_at !== null
              ? clock.moment(letter.replayed_at)
              : letter.replayable === 0 && 'It cannot be replayed: what is kept is not all that was sent.'}
          </dd>
        </dl>
      </section>
      {canReplay && (
        <section>
          <ReplayForm choice={{ letter: letter.dead_letter_id }} label="Replay it" />
        </section>
      )}
      <section>
        <h2>{letter.replayable === 1 ? 'What was sent' : 'How it began'}</h2>
        {letter.head === '' ? (
          <p class="quiet">Nothing of it is kept.</p>
        ) : (
          <div class="snippet">
            <pre tabindex={0}>
              <code dir="auto">{readable(letter.head)}</code>
            </pre>
          </div>
        )}
        <p class="hint">Addresses, titles and forms are scrubbed as those of stored events are.</p>
      </section>
    </Page>
  )
}

/** Indented when it is JSON. */
function readable(head: string): string {
  try {
    return JSON.stringify(JSON.parse(head), null, 2)
  } catch {
    return head
  }
}
