import { safely } from './on.ts'
import { isMuted } from './options.ts'
import { viewPage } from './page.ts'
import { answerConsent, isPrivate, record } from './record.ts'
import { isSecret } from './scrub.ts'
import { forgetVisitor } from './visitor.ts'

declare global {
  interface Navigator {
    readonly globalPrivacyControl?: boolean
  }
  interface Document {
    readonly prerendering?: boolean
  }
}

/** What stood in the page before: a stub with waiting calls, or an element with the id `tributary`, or ourselves. */
export const before = window.tributary

/** Where nothing is recorded the function is there all the same and does nothing. */
export const run = safely((command: string, ...rest: unknown[]) => isMuted || commands[command]?.(...rest))

/** The load is a view already; pages that come from other tools ask for it once more. */
export const runWaitingCalls = () => before?.q?.forEach(call => void (call[0] === 'page' || run(...call)))

const commands: Record<string, (first?: unknown, second?: unknown) => unknown> = {
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
  JSON.parse(JSON.stringify(properties || {}, (name, value) => (isSecret(name) ? undefined : value)))
