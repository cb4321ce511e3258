/** Tag managers on the page: whether they load the snippet, too. */
import type { Site } from '../../db/schema.ts'
import { type Ask, answerTo, askThrough, NoAnswer } from './ask.ts'
import type { Finding } from './finding.ts'
import type { Tag } from './tag.ts'

export interface Containers {
  /** How many of them load the snippet. */
  readonly carriers: number
  readonly findings: readonly Finding[]
}

/** More than these no page has; each costs a request. */
const MAX_CONTAINERS = 3

export async function inspectContainers(
  urls: readonly URL[],
  tag: Tag | undefined,
  own: Site | null,
  ask: Ask,
): Promise<Containers> {
  const answers = await Promise.all(urls.slice(0, MAX_CONTAINERS).map(url => answerTo(() => askThrough(ask, url))))
  // A container holds its tags as text, escaped in one way or another; keys need no escaping.
  const keys = [tag?.siteKey, own?.site_key].flatMap(key => key || [])
  const carriers = answers.filter(answer => {
    const text = answer instanceof NoAnswer ? '' : new TextDecoder().decode(answer.body)
    return keys.some(key => text.includes(key))
  }).length
  const unread = urls.filter((_, i) => !answers[i] || answers[i] instanceof NoAnswer)
  return {
    carriers,
    findings: unread.slice(0, 1).map(url => ({
      code: 'tag_manager',
      state: 'note',
      what: `The page loads a tag manager (${url.host}), whose tags were not read.`,
      mend: 'Make sure that it does not load the snippet a second time.',
    })),
  }
}
