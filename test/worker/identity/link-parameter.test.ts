import { expect, it } from 'vitest'
import { linkCodeIn, withLinkCode, withoutLinkCode } from '../../../worker/identity/link-parameter.ts'
import { isRandomName, randomName } from '../../../worker/identity/random-name.ts'

const CODE = '0123456789abcdfghjkmnpqrst'

it.each([
  ['https://a.com/', `https://a.com/?_tl=${CODE}`],
  ['https://a.com/x?y=1', `https://a.com/x?y=1&_tl=${CODE}`],
  ['https://a.com/x?y=1&', `https://a.com/x?y=1&_tl=${CODE}`],
  ['https://a.com/#/route?z=1', `https://a.com/?_tl=${CODE}#/route?z=1`],
])('%s gets a code before its fragment', (target, address) => {
  expect(withLinkCode(target, CODE)).toBe(address)
  expect(linkCodeIn(address)).toBe(CODE)
  expect(withoutLinkCode(address).replace(/&(?=$|#)/, '')).toBe(target.replace(/&$/, ''))
})

it.each([
  [`https://a.com/?_tl=${CODE}&x=1`, 'https://a.com/?x=1'],
  [`https://a.com/?x=1&_tl=${CODE}&_tl=b.17&y=2#h`, 'https://a.com/?x=1&y=2#h'],
  ['https://a.com/?_tl=a&_tl=b', 'https://a.com/'],
  ['https://a.com/?_tl=', 'https://a.com/'],
  ['https://a.com/#/in?_tl=x&y', 'https://a.com/#/in?y'],
  ['https://a.com/?my_tl=x', 'https://a.com/?my_tl=x'],
  ['https://a.com/_tl=x', 'https://a.com/_tl=x'],
])('the parameter is taken out of %s', (address, rest) => {
  expect(withoutLinkCode(address)).toBe(rest)
})

it('is quick whatever an address holds', () => {
  const address = `https://a.com/?${'_tl=a&'.repeat(5000)}x=${'?_tl'.repeat(5000)}`
  expect(withoutLinkCode(address)).toBe(`https://a.com/?x=${'?_tl'.repeat(5000)}`)
})

it.each(['abc.1764000000000', 'abc', `${CODE}x`, CODE.toUpperCase()])('%s is no code', value => {
  expect(linkCodeIn(`https://a.com/?_tl=${value}`)).toBeNull()
})

it('random names differ, and are told from others', () => {
  const names = Array.from({ length: 1000 }, randomName)
  expect(new Set(names).size).toBe(1000)
  expect(names.filter(name => !isRandomName(name) || /eyj/i.test(name))).toEqual([])
})
