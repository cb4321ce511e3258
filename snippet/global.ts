import { safely } from './on.ts'
import { viewPage } from './page.ts'
import { answerConsent, isPrivate, record } from './record.ts'
import { secretName } from './scrub.ts'
import { forgetVisitor } from './visitor.ts'

/** The page's own calls, for example `tributary('track', 'Trial started', { plan: 'team' })`. */
export interface Tributary {
  (command: 'track', name: string, props?: object): void
  (command: 'identify', emailOrId: string, traits?: object): void
  (command: 'page' | 'reset'): void
  (command: 'consent', answer: 'granted' | 'denied'): void
  /** Calls made before the script has loaded. */
  q?: Call[]
  /** Version of the wire; tells the real function from a page's stub. */
  v?: 1
}

type Call = [command: string, first?: unknown, second?: unknown]

declare global {
  interface Window {
    tributary?: Tributary
  }
  interface Navigator {
    readonly globalPrivacyControl?: boolean
  }
  interface Document {
    readonly prerendering?: boolean
  }
}

/** An element with the id `tributary` is a global of that name, too, but has no number in it. */
export const isInstalled = () => window.tributary?.v === 1

/**
 * Takes the place of a page's stub. Where nothing is recorded the function is there all the same
 * and does nothing. The answer runs the calls that were waiting.
 */
export const installGlobal = (isMuted: boolean): (() => void) => {
  const waiting = window.tributary?.q
  const run = safely((command: string, ...rest: unknown[]) => isMuted || commands[command]?.(...rest))
  window.tributary = Object.assign(run, { v: 1 as const })
  // The load is a view already; pages that come from other tools ask for it once more.
  return () => waiting?.forEach(call => void (call[0] === 'page' || run(...call)))
}

const commands: Record<string, (first?: unknown, second?: unknown) => void> = {
  track: (name, props) => record({ type: 'track', name: `${name}`, props: copyOf(props) }),
  identify(who, traits) {
    const name = `${who || ''}`
    if (name && !isPrivate) record({ type: 'identify', [/@/.test(name) ? 'email' : 'external_id']: name, traits: copyOf(traits) })
  },
  page: () => viewPage(),
  consent: answerConsent,
  reset: forgetVisitor,
}

/** Properties as they are now, without those that are named like secrets. */
const copyOf = (properties: unknown) =>
  JSON.parse(JSON.stringify(properties || {}, (name, value) => (secretName.test(name) ? undefined : value)))
