/** The deal to open first: a big one, with a whole buying team, many channels, a fair, and an amendment after the win. */
import { companyNamed } from '../companies.ts'
import type { DealPlan } from '../deal-plan.ts'
import { dealStory } from '../deal-story.ts'
import type { Facts } from '../facts.ts'
import type { Stage } from './scene.ts'

export const flagship = companyNamed('Ostermoor Retail')

const plan: DealPlan = {
  company: flagship,
  outcome: 'won',
  team_size: 7,
  eagerness: 0.7,
  sites: 17,
  discount_percent: 7.5,
  first_visit_day: 62,
  lead_day: 96,
  opened_day: 131,
  close_day: 238,
  adjustment: -0.04,
}

export const flagshipTale = ({ calendar, random }: Stage): Facts => dealStory(plan, calendar, random.fork('flagship'))
