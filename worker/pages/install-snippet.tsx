/** The tag to paste, plain and with integrity, the builds to choose from, and the snippet as a module. */
import type { Site } from '../../db/schema.ts'
import { count } from './figures.ts'

export interface SnippetBuild {
  readonly file: string
  /** `https://t.example.com/t.js` */
  readonly latest: string
  /** The address that never changes, with what the browser checks it against. */
  readonly fixed: string
  readonly integrity: string
  /** As this server sends it; brotli of a proxy makes it smaller still. */
  readonly gzip_bytes: number
}

export function Snippet({ site, builds }: { site: Site; builds: readonly SnippetBuild[] }) {
  const [full, ...smaller] = builds
  if (!full) return null
  return (
    <section>
      <h2>Paste this into the head of every page</h2>
      <Code text={tagOf(full, site)} />
      <p class="hint">
        It records page views, downloads, outbound links and forms. From a form it takes e-mail, name, company, job title, phone
        and country, never a password or a card number.
      </p>
      <h3 class="above">Or a version that never changes, checked by the browser</h3>
      <Code text={fixedTagOf(full, site)} />
      <p class="hint">
        The browser refuses it when a single byte differs, and keeps it for a year. It stays as it is until you paste a newer one.
      </p>
      {smaller.length > 0 && <Builds site={site} builds={builds} />}
      <details>
        <summary>As a module, for sites that are bundled</summary>
        <Code text={moduleOf(full, site)} />
      </details>
      <p class="hint">
        Site key, public, also the write key for clients that speak Segment's protocol: <code>{site.site_key}</code>
      </p>
    </section>
  )
}

/** What each build leaves out of the one before it. */
const leavesOut: Readonly<Record<string, string>> = {
  't.js': 'nothing',
  't.standard.js': 'embedded forms of other companies, following visitors to your other domains',
  't.core.js': 'also forms, downloads, outbound links, reading time and scroll depth',
}

const Builds = ({ site, builds }: { site: Site; builds: readonly SnippetBuild[] }) => (
  <details>
    <summary>Three builds: the less it does, the less it weighs</summary>
    <div class="table">
      <table>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">Leaves out</th>
            <th scope="col" class="n">
              Bytes, gzip
            </th>
          </tr>
        </thead>
        <tbody>
          {builds.map(({ file, gzip_bytes }) => (
            <tr>
              <th scope="row">
                <code>{file}</code>
              </th>
              <td class="why">{leavesOut[file]}</td>
              <td class="n">{count(gzip_bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    {builds.slice(1).map(build => (
      <>
        <Code text={tagOf(build, site)} />
        <Code text={fixedTagOf(build, site)} />
      </>
    ))}
  </details>
)

const tagOf = ({ latest }: SnippetBuild, site: Site) => `<script defer src="${latest}" data-site="${site.site_key}"></script>`

const fixedTagOf = ({ fixed, integrity }: SnippetBuild, site: Site) =>
  `<script defer src="${fixed}"\n  integrity="${integrity}"\n  crossorigin="anonymous" data-site="${site.site_key}"></script>`

const moduleOf = ({ latest }: SnippetBuild, site: Site) =>
  `import { load } from 'tributary/snippet'\n\nload({ site: '${site.site_key}', host: '${new URL(latest).origin}' })`

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
