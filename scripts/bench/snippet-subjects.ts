/** The scripts that are compared: how a page carries each of them, with all switched on that it can do without code of the page. */
import { buildSnippet } from '../build-snippet.mjs'
import { fileOfPeer } from '../size.mjs'

/**
 * `SELF` in a tag is the origin that serves the page and takes what is sent. The script stands there as `/script.js`, and
 * under the names by which some scripts know themselves.
 */
export interface Subject {
  readonly name: string
  /** Empty for the page without any. */
  readonly source: string
  readonly tag: string
}

interface Peer {
  readonly name: string
  /** In the package. */
  readonly file: string
  readonly tag: string
}

const peers: readonly Peer[] = [
  {
    name: '@plausible-analytics/tracker',
    file: 'plausible.js',
    tag: `<script type="module">
      import { init } from '/script.js'
      init({ domain: 'site.example', endpoint: 'SELF/api/event', outboundLinks: true, fileDownloads: true, formSubmissions: true })
    </script>`,
  },
  {
    name: '@counterscale/tracker',
    file: 'dist/loader/tracker.js',
    tag: '<script id="counterscale-script" data-site-id="site" src="SELF/tracker.js" defer></script>',
  },
  {
    name: '@vemetric/web',
    file: 'dist/main.js',
    tag: '<script defer src="SELF/script.js" data-token="token" data-host="SELF"></script>',
  },
  {
    name: '@openpanel/web',
    file: 'dist/src/tracker.global.js',
    tag: `<script>
      window.op = function () { (window.op.q = window.op.q || []).push([].slice.call(arguments)) }
      window.op('init', { clientId: 'id', apiUrl: 'SELF', trackScreenViews: true, trackOutgoingLinks: true, trackAttributes: true })
    </script><script defer src="SELF/script.js"></script>`,
  },
  {
    name: '@usermaven/sdk-js',
    file: 'dist/lib.js',
    tag: `<script defer src="SELF/lib.js" data-key="key" data-tracking-host="SELF" data-autocapture="true"
      data-form-tracking="true" data-auto-pageview="true"></script>`,
  },
]

export const NOTHING = 'no script'
export const OURS = 'tributary t.js'

/** A peer that cannot be had is told to `miss`, and left out. */
export async function subjectsOf(miss: (name: string, reason: string) => void): Promise<Subject[]> {
  const tag = '<script defer src="SELF/script.js" data-site="site" data-local></script>'
  const subjects: Subject[] = [
    { name: NOTHING, source: '', tag: '' },
    { name: OURS, source: (await buildSnippet('full')).source, tag },
    { name: 'tributary t.core.js', source: (await buildSnippet('core')).source, tag },
  ]
  for (const peer of peers) {
    try {
      const { version, source } = await fileOfPeer(peer.name, peer.file)
      subjects.push({ name: `${peer.name} ${version}`, source, tag: peer.tag })
    } catch (error) {
      miss(peer.name, error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
    }
  }
  return subjects
}
