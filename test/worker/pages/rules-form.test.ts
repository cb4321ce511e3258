import { describe, expect, it } from 'vitest'
import { type DraftRule, draftAfter, draftFrom, draftOf, readRulesForm, ruleWords } from '../../../worker/pages/rules-form.ts'

const draft = (name: string, ...values: string[]): DraftRule => ({
  gives: 'channel',
  name,
  when: values.map(value => ({ field: 'source', operator: 'is', value })),
})
const [a, b, c] = [draft('A', '1'), draft('B', '2'), draft('C', '3')]

describe('the form of channel rules', () => {
  it('comes back from its fields as it was', () => {
    const typed = {
      'gives:0': 'channel',
      'name:0': 'A',
      'field:0:0': 'source',
      'operator:0:0': 'is',
      'value:0:0': '1',
      'name:1': '',
      'field:1:0': 'medium',
      'operator:1:0': 'contains',
      'value:1:0': '',
    }
    expect(draftFrom(typed)).toEqual([
      a,
      { gives: 'channel', name: '', when: [{ field: 'medium', operator: 'contains', value: '' }] },
    ])
  })

  it.each([
    ['up:2', [a, c, b]],
    ['up:0', [a, b, c]],
    ['down:0', [b, a, c]],
    ['down:2', [a, b, c]],
    ['remove:1', [a, c]],
    ['remove:9', [a, b, c]],
    ['add', [a, b, c, draft('', '')]],
    ['condition:0', [draft('A', '1', ''), b, c]],
    ['preview', [a, b, c]],
  ])('after %s', (action, after) => {
    expect(draftAfter([a, b, c], action)).toEqual(after)
  })

  it('takes what is filled in, and leaves out what is empty', () => {
    const { rules, errors } = readRulesForm([draft(' A ', ' 1', ''), draft('', ''), b])
    expect(errors).toEqual({})
    expect(rules).toEqual([a, b].map(({ name, when }) => ({ channel: name, when })))
    expect(draftOf(rules ?? [])).toEqual([a, b])
    const rename = { ...a, gives: 'campaign' }
    expect(draftOf(readRulesForm([rename]).rules ?? [])).toEqual([rename])
    expect(rules?.map(ruleWords)).toEqual(['source is 1 → A', 'source is 2 → B'])
  })

  it.each([
    ['a rule without a channel', draft('', '1'), 'name:0'],
    ['a rule without a condition', draft('A', ''), 'value:0:0'],
    ['a second value that is too long', draft('A', '', 'x'.repeat(201)), 'value:0:1'],
    ['what a rule cannot give', { ...a, gives: 'source' }, 'name:0'],
    ['an unknown field', { ...a, when: [{ field: 'browser', operator: 'is', value: 'x' }] }, 'value:0:0'],
    ['a channel of several lines', draft('A\nB', '1'), 'name:0'],
  ])('says at its field what is wrong with %s', (_, rule, field) => {
    const { rules, errors } = readRulesForm([rule, b])
    expect([rules, Object.keys(errors)]).toEqual([null, [field]])
  })
})
