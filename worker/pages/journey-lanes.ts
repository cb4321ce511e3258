/** Who stands in which lane of the journey, and when all were silent. Pure. */
import { DAY_MS } from './figures.ts'

/** Ours first, then people by their first touch, those with the least to show in one lane, unknown visitors last. */
export function lanesOf(touches: readonly JourneyTouch[]): Lane[] {
  const ours = touches.filter(isOurs)
  const theirs = touches.filter(touch => !isOurs(touch))
  const byPerson = [...Map.groupBy(theirs, touch => touch.person_id)]
  const people = byPerson.flatMap(([person, own]) => (person === null ? [] : [{ person, own }]))
  const weight = (own: readonly JourneyTouch[]) => own.reduce((sum, touch) => sum + touch.credit * 1000 + 1, 0)
  const ranked = people.toSorted((a, b) => weight(b.own) - weight(a.own))
  const alone = ranked.length <= MOST_LANES ? ranked : ranked.slice(0, MOST_LANES - 1)
  const together = ranked.slice(alone.length)
  const inOrder = alone.toSorted((a, b) => a.own[0]!.touch_at - b.own[0]!.touch_at)
  const unknown = theirs.filter(touch => touch.person_id === null)

  const lane = (key: string, role: Lane['role'], ids: readonly string[], own: readonly JourneyTouch[]): Lane[] =>
    own.length === 0
      ? []
      : [{ key, role, people: ids, touches: own.length, engaged_ms: own.reduce((sum, touch) => sum + touch.engaged_ms, 0) }]
  return [
    ...lane('us', 'us', [], ours),
    ...inOrder.flatMap(({ person, own }) => lane(person, 'person', [person], own)),
    ...lane(
      'others',
      'others',
      together.map(({ person }) => person),
      together.flatMap(({ own }) => own),
    ),
    ...lane('unknown', 'unknown', [], unknown),
  ]
}

/** Stretches without a touch of the account, the one that lasts until the end among them; and the touches that ended one. */
export function silencesOf(touches: readonly JourneyTouch[], from: number, to: number) {
  const theirs = touches.filter(touch => !isOurs(touch))
  const silences: { start: number; end: number }[] = []
  const woken: JourneyTouch[] = []
  theirs.forEach((touch, i) => {
    const next = theirs[i + 1]
    const end = next?.touch_at ?? to
    if (end - touch.touch_at <= SILENCE_DAYS * DAY_MS) return
    silences.push({ start: touch.touch_at, end })
    if (next) woken.push(next)
  })
  return { silences: silences.filter(({ start, end }) => end > from && start < to), woken }
}

export const isOurs = ({ kind }: JourneyTouch) =>
  kind === 'email' || kind === 'call' || kind === 'meeting' || kind === 'demo' || kind === 'other'

export interface JourneyTouch {
  readonly touch_id: string
  readonly touch_at: number
  readonly kind: MarkKind
  readonly person_id: string | null
  readonly channel: string
  readonly engaged_ms: number
  /** Share of the chosen deal's credit, 0 to 1. */
  readonly credit: number
  readonly milestones: readonly string[]
}

/** What a mark is drawn as. */
export type MarkKind = 'visit' | 'download' | 'form' | 'email' | 'call' | 'meeting' | 'demo' | 'other' | 'offline'

/** `us`: our own activities; `unknown`: visitors of the account whose person is not known; `others`: people who share a lane. */
export interface Lane {
  readonly key: string
  readonly role: 'us' | 'person' | 'others' | 'unknown'
  /** One person, or those who share the lane. */
  readonly people: readonly string[]
  readonly touches: number
  readonly engaged_ms: number
}

export const MOST_LANES = 12

/** Silence is counted without our own activities: it is the account that is silent. */
export const SILENCE_DAYS = 30
