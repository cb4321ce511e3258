import { describe, expect, it } from 'vitest'
import { modelNamed } from '../../../worker/attribution/models.ts'
import {
  ownStages,
  type StageDefinition,
  type StagedDeal,
  stageNames,
  stagesReached,
} from '../../../worker/attribution/stages.ts'
import { weightsUnder } from '../../../worker/attribution/weights.ts'
import { deal, journeyOf, person, touch } from './histories.ts'

const definitions: readonly StageDefinition[] = [
  { stage: 'mql', names: ['MQL', 'Marketing Qualified'] },
  { stage: 'sql', names: ['SQL'] },
]

const open: StagedDeal = { status: 'open', created_at: null, closed_at: null, recorded_at: 5, entries: [] }
const entries = (...given: [stage: string, entered_at: number][]) => given.map(([stage, entered_at]) => ({ stage, entered_at }))

/** `mql 3,7`: the stage with all its dates; the one that counts follows when it is not the first. */
const outline = (theDeal: Partial<StagedDeal>, leadAt: number | null = null, own = definitions) =>
  stagesReached({ ...open, ...theDeal }, leadAt, own).map(
    ({ stage, stage_at, isDated, entered_at }) =>
      `${stage} ${isDated ? entered_at.join() : 'undated'}${stage_at === entered_at[0] ? '' : ` at ${stage_at}`}`,
  )

describe('stageNames', () => {
  it.each([
    ['none of its own', [], ['lead', 'opportunity', 'won']],
    ['own ones in the order of their definitions', definitions, ['lead', 'mql', 'sql', 'opportunity', 'won']],
    [
      'a standard one that is defined stays where it is',
      [
        { stage: 'won', names: ['Closed'] },
        { stage: 'poc', names: ['POC'] },
      ],
      ['lead', 'poc', 'opportunity', 'won'],
    ],
  ])('%s', (_, given, names) => {
    expect(stageNames(given)).toEqual(names)
  })
})

describe('stagesReached', () => {
  it.each<[what: string, Partial<StagedDeal>, leadAt: number | null, reached: string[]]>([
    ['nothing is known', {}, null, []],
    ['the people know the lead, the deal its creation', { created_at: 20 }, 10, ['lead 10', 'opportunity 20']],
    ['a win', { status: 'won', created_at: 20, closed_at: 30 }, null, ['opportunity 20', 'won 30']],
    [
      'a win of unknown date counts from its creation',
      { status: 'won', created_at: 20 },
      null,
      ['opportunity 20', 'won undated at 20'],
    ],
    ['and without that from its arrival', { status: 'won' }, null, ['won undated at 5']],
    [
      'a lost deal keeps what it had reached',
      { status: 'lost', created_at: 20, closed_at: 30 },
      10,
      ['lead 10', 'opportunity 20'],
    ],
    ['an open deal with a close expected is not won', { created_at: 20, closed_at: 90 }, null, ['opportunity 20']],
    ['own stages by the names of the CRM', { entries: entries(['MQL', 3], ['SQL', 4]) }, null, ['mql 3', 'sql 4']],
    ['several names are one stage', { entries: entries(['Marketing Qualified', 4], ['MQL', 3]) }, null, ['mql 3,4']],
    ['case and blanks do not matter', { entries: entries([' mql ', 3], ['marketing  QUALIFIED', 4]) }, null, ['mql 3,4']],
    ['other names are no stage', { entries: entries(['MQLs', 3], ['Negotiation', 4]) }, null, []],
    [
      'a re-entry keeps all dates in order, and the first counts',
      { entries: entries(['MQL', 9], ['MQL', 3], ['MQL', 7]) },
      null,
      ['mql 3,7,9'],
    ],
    ['two entries of one instant are one', { entries: entries(['MQL', 3], ['Marketing Qualified', 3]) }, null, ['mql 3']],
    [
      'stages may be skipped or come in any order of time',
      { created_at: 2, entries: entries(['SQL', 9]) },
      null,
      ['sql 9', 'opportunity 2'],
    ],
    ['a lost deal has its own stages, too', { status: 'lost', closed_at: 9, entries: entries(['MQL', 3]) }, null, ['mql 3']],
    [
      'by CRM names that are not defined nothing is won',
      { status: 'won', closed_at: 30, entries: entries(['Won', 8]) },
      null,
      ['won 30'],
    ],
  ])('%s', (_, theDeal, leadAt, reached) => {
    expect(outline(theDeal, leadAt)).toEqual(reached)
  })

  const byEntries: readonly StageDefinition[] = [
    { stage: 'lead', names: ['New'] },
    { stage: 'opportunity', names: ['Discovery', 'Proposal'] },
    { stage: 'won', names: ['Closed Won'] },
  ]

  it.each<[what: string, Partial<StagedDeal>, leadAt: number | null, reached: string[]]>([
    ['the lead goes by its entry', { entries: entries(['New', 2]) }, 10, ['lead 2']],
    [
      'the opportunity by the first',
      { created_at: 1, entries: entries(['Proposal', 8], ['Discovery', 6]) },
      null,
      ['opportunity 6,8'],
    ],
    [
      'a win by the last: the one before was undone',
      { status: 'won', closed_at: 30, entries: entries(['Closed Won', 7], ['Closed Won', 9]) },
      null,
      ['won 7,9 at 9'],
    ],
    ['a win that was undone is none', { status: 'open', entries: entries(['Closed Won', 7]) }, null, []],
    [
      'without an entry the other dates stay',
      { status: 'won', created_at: 1, closed_at: 3 },
      2,
      ['lead 2', 'opportunity 1', 'won 3'],
    ],
    ['an entry dates a win without a close', { status: 'won', entries: entries(['closed won', 7]) }, null, ['won 7']],
  ])('defined by the CRM’s names: %s', (_, theDeal, leadAt, reached) => {
    expect(outline(theDeal, leadAt, byEntries)).toEqual(reached)
  })

  it('does not mind the order in which entries come', () => {
    const given = entries(['MQL', 9], ['SQL', 4], ['MQL', 3])
    expect(stagesReached({ ...open, entries: given.toReversed() }, null, definitions)).toEqual(
      stagesReached({ ...open, entries: given }, null, definitions),
    )
  })

  it('tells the workspace’s own stages apart', () => {
    const reached = stagesReached({ ...open, created_at: 9, entries: entries(['MQL', 3]) }, 1, definitions)
    expect(ownStages(reached).map(({ stage }) => stage)).toEqual(['mql'])
  })
})

describe('own stages on a journey', () => {
  const own_stages = [
    { stage: 'mql', stage_at: 250 },
    { stage: 'sql', stage_at: 500 },
  ]
  const touches = [touch('a', 100), touch('b', 200), touch('c', 300), touch('d', 400), touch('e', 900)]
  const staged = { deal: deal({ created_at: 600, own_stages }), people: [person('p', 100)] }
  const held = (more: object) =>
    journeyOf(touches, { ...staged, ...more })
      .entries.filter(({ excluded }) => excluded === null)
      .map(({ touch: { touch_id }, milestones }) => [touch_id, milestones.join()])

  it('are milestones between the lead and the opportunity: the last touch up to their date', () => {
    expect(held({})).toEqual([
      ['a', 'FT,LC'],
      ['b', 'mql'],
      ['c', ''],
      ['d', 'sql,OC'],
      ['e', 'CW'],
    ])
  })

  it('end the path that leads to them; what comes later has not happened yet', () => {
    const toMql = { stage: { stage: 'mql', stage_at: 250 } }
    expect(held(toMql)).toEqual([
      ['a', 'FT,LC'],
      ['b', 'mql'],
    ])
    expect(journeyOf(touches, { ...staged, ...toMql }).missing_milestones).toEqual(['sql', 'OC', 'CW'])
  })

  it('change no weight of the standard models', () => {
    for (const name of ['w_shaped', 'w_shaped_all', 'full_path', 'u_lead_40_40_20', 'lead_creation']) {
      const model = modelNamed(name)!
      const plain = journeyOf(touches, { ...staged, deal: deal({ created_at: 600 }) })
      expect(weightsUnder(model, journeyOf(touches, staged))).toEqual(weightsUnder(model, plain))
    }
  })
})
