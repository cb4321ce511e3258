import { describe, expect, it } from 'vitest'
import { type CustomDefinition, factorWords } from '../../../worker/attribution/custom.ts'
import { readModelForm, typedModel } from '../../../worker/pages/model-form.ts'
import { numberFrom, typedFrom } from '../../../worker/pages/typed.ts'

describe('the form of a model', () => {
  it.each<[string, CustomDefinition]>([
    ['linear', { rule: { kind: 'linear' }, channels: {}, kinds: {} }],
    ['position', { rule: { kind: 'position', first: 40, middle: 0.5, last: 0 }, channels: { 'Paid Search': 0 }, kinds: {} }],
    [
      'milestones',
      {
        rule: { kind: 'milestones', shares: { FT: 30, mql: 20, CW: 1.25 }, middle: 10, among: 'between' },
        channels: { Email: 2, Direct: 0.5 },
        kinds: { call: 3 },
      },
    ],
    ['half-life', { rule: { kind: 'time_decay', half_life_days: 7.5 }, channels: {}, kinds: { session: 0 } }],
  ])('holds a model of %s and gives it back', (_, definition) => {
    expect(readModelForm(typedModel(definition))).toEqual({ definition, errors: {} })
  })

  it('takes empty factors as 1, empty shares as 0, and a comma as a point', () => {
    const typed = {
      rule: 'position',
      first: '1,5',
      middle: '',
      last: ' 1 ',
      'channel:Email': '',
      'touch:call': ',5',
      first_name: 'x',
    }
    expect(readModelForm(typed)).toEqual({
      definition: { rule: { kind: 'position', first: 1.5, middle: 0, last: 1 }, channels: {}, kinds: { call: 0.5 } },
      errors: {},
    })
  })

  it.each([
    [
      { rule: 'position', first: 'x', middle: '1', last: '-1', 'channel:Email': '1e3' },
      { first: factorWords, last: factorWords, 'channel:Email': factorWords },
    ],
    [{ rule: 'position' }, { rule: 'rule needs a share above 0' }],
    [{ rule: 'milestones', 'share:FT': '0' }, { rule: 'rule.shares needs a milestone with a share above 0' }],
    [
      { rule: 'milestones', 'share:XY': '1' },
      { 'share:XY': 'rule.shares.XY is no milestone: FT, LC, OC, CW, or a stage of your own' },
    ],
    [{ rule: 'milestones', 'share:FT': '1', rest: '9999999' }, { rest: `rule.middle ${factorWords}` }],
    [{ rule: 'time_decay' }, { half_life_days: 'rule.half_life_days must be above 0' }],
    [{ rule: 'linear', 'channel:Email': '9999999' }, { 'channel:Email': `channels.Email ${factorWords}` }],
    [{ rule: 'linear', 'touch:fax': '2' }, { 'touch:fax': expect.stringMatching(/^kinds\.fax is no kind of touch/) }],
    [{}, { rule: 'rule.kind must be linear, position, milestones or time_decay' }],
  ])('says at the field what it cannot take: %j', (typed, errors) => {
    expect(readModelForm(typedFrom(typed))).toEqual({ definition: null, errors })
  })
})

it.each([
  ['', 7],
  [' 12 ', 12],
  ['1.5', 1.5],
  ['1,5', 1.5],
  ['.5', 0.5],
  ['5.', 5],
  ['-1', Number.NaN],
  ['1.000,5', Number.NaN],
  ['1e3', Number.NaN],
  ['0x10', Number.NaN],
  ['∞', Number.NaN],
])('%j is the number %s', (text, number) => {
  expect(numberFrom(text, 7)).toBe(number)
})
