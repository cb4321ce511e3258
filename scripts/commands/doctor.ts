import { defineCommand } from 'citty'
import { readEnvironment } from '../../worker/env.ts'
import { type Finding, isFault, worstFirst } from '../../worker/install/finding.ts'
import { inspectPage } from '../../worker/install/inspect.ts'
import { inspectDeps } from '../../worker/installation.ts'
import { builtAssets } from '../built-assets.ts'
import { examineWorkspace } from '../doctor/examine.ts'
import { Misuse, print, withStore } from '../store.ts'
import { webAsk } from '../web-ask.ts'

export const doctorCommand = defineCommand({
  meta: {
    name: 'doctor',
    description: 'What is wrong and how to mend it: the workspace here, or with --site the snippet on a page. Changes nothing',
  },
  args: {
    site: { type: 'string', description: 'address of a page, for example https://www.example.com/pricing' },
    json: { type: 'boolean', description: 'print JSON' },
  },
  async run({ args }) {
    const { url, findings } = args.site === undefined ? await examineHere() : await inspectSite(addressFrom(args.site))
    const sorted = worstFirst(findings)
    const faults = sorted.filter(isFault).length
    print(args.json, { ok: faults === 0, url, findings: sorted }, [
      ...(url === null ? [] : [url, '']),
      ...sorted.flatMap(linesOf),
      '',
      faults === 0 ? 'Nothing is wrong.' : faults === 1 ? 'One thing to mend.' : `${faults} things to mend.`,
    ])
    if (faults > 0) process.exitCode = 1
  },
})

interface Result {
  readonly url: string | null
  readonly findings: readonly Finding<string>[]
}

async function examineHere(): Promise<Result> {
  return { url: null, findings: await examineWorkspace(process.env, Date.now) }
}

function inspectSite(address: URL): Promise<Result> {
  return withStore(async db => {
    const collector = readEnvironment(process.env).publicUrl ?? null
    const deps = { db, assets: await builtAssets(), ask: webAsk({ reach: 'everybody' }), now: Date.now, collector }
    const { url, findings } = await inspectPage(address, inspectDeps(deps))
    return { url: url.href, findings }
  })
}

/** As typed into a browser's address bar: `www.example.com`, `localhost:3000/pricing`. */
function addressFrom(text: string): URL {
  const isLocal = /^(?:localhost|127\.|\[::1\])/.test(text)
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `http${isLocal ? '' : 's'}://${text}`)
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Misuse(`--site takes an address such as https://www.example.com, not ${text}`)
  return url
}

const marks = { ok: '✓', note: '·', weak: '!', broken: '✗' } as const

const linesOf = ({ code, state, what, mend }: Finding<string>): string[] => [
  `${marks[state]} ${what}  [${code}]`,
  ...(mend === '' ? [] : [`    ${mend}`]),
]
