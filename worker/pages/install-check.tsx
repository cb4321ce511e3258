/** A form that has a page checked, and what was found on it. */
import type { Site } from '../../db/schema.ts'
import { type Finding, type FindingState, isFault } from '../install/finding.ts'
import { plural } from './figures.ts'

export interface PageCheck {
  /** As typed, or what is worth typing. */
  readonly address: string
  /** Null before anything was checked. */
  readonly result: { readonly url: string; readonly findings: readonly Finding[] } | 'no_address' | null
}

export function CheckPage({ site, check: { address, result } }: { site: Site; check: PageCheck }) {
  return (
    <section id="check">
      <h2>Check my site</h2>
      <form method="post" action={`/install/check?site=${encodeURIComponent(site.site_id)}#check`} class="row">
        <input
          type="text"
          name="page"
          value={address}
          aria-label="Address of a page"
          inputmode="url"
          required
          maxlength={2000}
          autocomplete="off"
          spellcheck={false}
        />
        <button type="submit" class="main">
          Check my site
        </button>
      </form>
      {result === null ? (
        <p class="hint">
          Fetches the page, reads its tag and its policy, and asks script and collector. Nothing is recorded by it, and only your
          sites are asked.
        </p>
      ) : result === 'no_address' ? (
        <p class="notice" role="alert">
          That is no address of a page. Type one such as <code>{`https://${site.domain}/`}</code>.
        </p>
      ) : (
        <Findings {...result} />
      )}
    </section>
  )
}

function Findings({ url, findings }: { url: string; findings: readonly Finding[] }) {
  const faults = findings.filter(isFault).length
  return (
    <>
      <p class="verdict" role="status">
        <strong>{faults === 0 ? 'Nothing is wrong' : `${plural(faults, 'thing')} to mend`}</strong> on <code>{url}</code>
      </p>
      <ul class="checks">
        {findings.map(({ code, state, what, mend }) => (
          <li class={classes[state]} data-code={code}>
            <span class="mark-of">
              <span aria-hidden="true">{marks[state]}</span>
              <span class="read-out">{words[state]}:</span>
            </span>
            <div>
              <h3>{what}</h3>
              {mend !== '' && <p class="quiet">{mend}</p>}
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}

const classes: Readonly<Record<FindingState, string>> = { ok: 'yes', note: 'no', weak: 'weak', broken: 'bad' }
const marks: Readonly<Record<FindingState, string>> = { ok: '✓', note: '–', weak: '!', broken: '✗' }
const words: Readonly<Record<FindingState, string>> = { ok: 'Good', note: 'Note', weak: 'Weak', broken: 'Wrong' }
