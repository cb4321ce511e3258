import { describe, expect, it } from 'vitest'
import { readSettingsForm, typedSettings } from '../../../worker/pages/settings-form.ts'
import { defaultSettings, type Settings } from '../../../worker/settings.ts'

const settings: Settings = {
  ...defaultSettings,
  'attribution.lookback_days': 90,
  'attribution.models': ['w_shaped', 'linear', 'time_decay_14d'],
  'attribution.stages': [
    { stage: 'mql', names: ['MQL', 'Marketing Qualified'] },
    { stage: 'won', names: ['Closed won'] },
  ],
}

const read = (more: Record<string, string>) => readSettingsForm({ ...typedSettings(settings), ...more }, settings)

describe('the form of settings', () => {
  it.each([
    ['the defaults', defaultSettings],
    ["a workspace's own", settings],
  ])('that nobody touched changes nothing: %s', (_, set) => {
    expect(readSettingsForm(typedSettings(set), set)).toEqual({ settings: set, changed: [], errors: {} })
  })

  it.each([
    ['attribution.scope', { 'attribution.scope': 'contact_roles' }, 'contact_roles', 'contact_roles'],
    ['attribution.lookback_days', { 'attribution.lookback_days': '' }, 'null', null],
    ['attribution.lookback_days', { 'attribution.lookback_days': ' 30 ' }, '30', 30],
    ['currency', { currency: 'usd' }, 'usd', 'USD'],
    [
      'attribution.stages',
      { 'stage:0': 'MQL', 'stage:1': '', 'names:1': '', 'stage:2': 'sql', 'names:2': ' Accepted ,, Sales ready' },
      'mql=MQL|Marketing Qualified,sql=Accepted|Sales ready',
      [
        { stage: 'mql', names: ['MQL', 'Marketing Qualified'] },
        { stage: 'sql', names: ['Accepted', 'Sales ready'] },
      ],
    ],
    ['attribution.stages', { 'stage:0': '', 'names:0': '', 'stage:1': '', 'names:1': '' }, '', []],
    [
      'attribution.models',
      { 'model:first_touch': 'on', 'order:first_touch': '2', 'order:w_shaped': '' },
      'linear,first_touch,time_decay_14d,w_shaped',
      ['linear', 'first_touch', 'time_decay_14d', 'w_shaped'],
    ],
    [
      'attribution.models',
      { more_models: 'time_decay_3d, linear' },
      'w_shaped,linear,time_decay_14d,time_decay_3d,linear',
      ['w_shaped', 'linear', 'time_decay_14d', 'time_decay_3d'],
    ],
  ])('changes %s: %j', (name, more, text, value) => {
    const { settings: changed, ...rest } = read(more)
    expect(rest).toEqual({ changed: [[name, text]], errors: {} })
    expect(changed).toEqual({ ...settings, [name]: value })
  })

  it.each([
    ['attribution.lookback_days', { 'attribution.lookback_days': '0' }, /whole number of at least 1, not 0/],
    ['attribution.scope', { 'attribution.scope': 'all' }, /must be one of account/],
    ['currency', { currency: 'EURO' }, /ISO 4217/],
    ['timezone', { timezone: 'Berlin' }, /IANA/],
    ['stage:0', { 'stage:0': '9' }, /takes stage=CRM name/],
    ['stage:0', { 'stage:0': 'lost' }, /cannot define lost/],
    ['stage:1', { 'names:1': ' ' }, /Name at least one/],
    ['stage:3', { 'names:3': 'Proposal' }, /needs a name/],
    ['attribution.stages', { 'stage:2': 'mql', 'names:2': 'Other' }, /defines mql twice/],
    ['attribution.models', { more_models: 'no_model' }, /has no model no_model/],
    ['attribution.models', { 'order:linear': 'first' }, /place of linear must be a whole number/],
  ])('says at %s what it cannot take: %j', (field, more, words) => {
    const { errors } = read(more)
    expect(Object.keys(errors)).toEqual([field])
    expect(errors[field]).toMatch(words)
  })

  it('needs a model', () => {
    const none = Object.fromEntries(Object.entries(typedSettings(settings)).filter(([name]) => !name.startsWith('model:')))
    expect(readSettingsForm(none, settings).errors).toEqual({
      'attribution.models': 'attribution.models needs at least one model',
    })
  })

  it('tells of every field that is wrong, and keeps what is right', () => {
    const { settings: kept, errors, changed } = read({ currency: '?', timezone: '?', 'attribution.dedupe_minutes': '30' })
    expect(Object.keys(errors)).toEqual(['currency', 'timezone'])
    expect([kept['attribution.dedupe_minutes'], changed]).toEqual([30, [['attribution.dedupe_minutes', '30']]])
  })
})
