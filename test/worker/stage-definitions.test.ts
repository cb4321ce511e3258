import { describe, expect, it } from 'vitest'
import { definitionsIn, definitionsText, namesIn, namesText } from '../../worker/stage-definitions.ts'

describe('definitions of stages as text', () => {
  it.each([
    ['mql=MQL|Marketing Qualified Lead', [{ stage: 'mql', names: ['MQL', 'Marketing Qualified Lead'] }]],
    [
      ' mql = MQL ,, won=Closed Won ',
      [
        { stage: 'mql', names: ['MQL'] },
        { stage: 'won', names: ['Closed Won'] },
      ],
    ],
    ['opportunity="Qualified, in budget"|Discovery', [{ stage: 'opportunity', names: ['Qualified, in budget', 'Discovery'] }]],
    ['won="Won | paid","lost"', [{ stage: 'won', names: ['Won | paid'] }, null]],
    ['won="the ""big"" ones"', [{ stage: 'won', names: ['the "big" ones'] }]],
    ['won=19" rack|Closed', [{ stage: 'won', names: ['19" rack', 'Closed'] }]],
    ['MQL', [null]],
    ['mql=', [null]],
    ['mql=""', [null]],
    ['', []],
  ])('reads %s', (text, definitions) => {
    expect(definitionsIn(text).map(({ definition }) => definition)).toEqual(definitions)
  })

  it.each([
    [['Closed Won']],
    [['Qualified, in budget', 'Won | paid']],
    [['the "big" ones', '19" rack', '"quoted"', '"', 'a,"b"|c']],
  ])('writes names that are read again: %j', names => {
    expect(namesIn(namesText(names))).toEqual(names)
    expect(definitionsIn(definitionsText([{ stage: 'own_stage', names }]))[0]?.definition).toEqual({ stage: 'own_stage', names })
  })
})
