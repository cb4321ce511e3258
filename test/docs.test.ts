/** What README and ARCHITECTURE say about files, functions and commands is true. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { kinds } from '../worker/crm/kinds.ts'
import { datasets } from '../worker/export/datasets.ts'

const steps = ['README.md', 'ARCHITECTURE.md'].flatMap(document =>
  [...readFileSync(document, 'utf8').matchAll(/^ *((?:snippet|worker|db|scripts)\/\S+\.tsx?) +(\w+)\(\)/gm)].map(
    ([, file = '', name = '']) => [document, file, name] as const,
  ),
)

describe('the way of one euro', () => {
  it('is told in both documents alike', () => {
    const told = (document: string) => steps.filter(step => step[0] === document).map(([, file, name]) => `${file} ${name}`)
    expect(told('README.md').length).toBeGreaterThan(10)
    expect(told('ARCHITECTURE.md')).toEqual(told('README.md'))
  })

  it.each(steps)('%s names %s %s()', (_, file, name) => {
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`export (?:async )?(?:function\\*?|const) ${name}\\b`))
  })
})

it.each(['README.md', 'ARCHITECTURE.md'])('%s points to files that are there', document => {
  const named = [
    ...readFileSync(document, 'utf8').matchAll(/(?:\]\(|`)((?:docs|snippet|worker|db|scripts|test)\/[\w./-]+\.\w+)[)`]/g),
  ]
  const missing = named.map(match => match[1] ?? '').filter(file => !existsSync(file))
  expect(missing).toEqual([])
})

it('every kind of import and every dataset has a name that other programs hold on to', () => {
  expect(Object.keys(kinds)).toEqual([
    'accounts',
    'people',
    'deals',
    'deal-stages',
    'adjustments',
    'activities',
    'touches',
    'spend',
    'rates',
    'ip-ranges',
  ])
  expect(Object.keys(datasets).sort()).toEqual(
    [
      'credits',
      'journeys',
      'touches',
      'sessions',
      'events',
      'accounts',
      'people',
      'deals',
      'stage-entries',
      'activities',
      'spend',
      'content',
      'content-credits',
      'bookings',
      'reconciliation',
    ].sort(),
  )
})

it('every column of every dataset is listed with its type', () => {
  const listed = readFileSync('docs/export.md', 'utf8')
    .split(/^### /m)
    .slice(1)
    .map(part => [part.split('\n')[0], [...part.matchAll(/^`.*$/gm)].map(([line]) => line).join(' ')])
  const ours = Object.entries(datasets).map(([name, { columns }]) => [
    name,
    columns.map(({ name, kind }) => `\`${name}\`${kind === 'text' ? '' : ` ${kind}`}`).join(', '),
  ])
  expect(listed).toEqual(ours)
})
