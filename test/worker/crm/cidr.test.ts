import { expect, it } from 'vitest'
import { cidr } from '../../../worker/crm/cidr.ts'

it.each([
  ['198.51.100.0/24', '198.51.100.0/24'],
  ['203.0.113.5', '203.0.113.5/32'],
  ['8.0.0.0/16', '8.0.0.0/16'],
  ['2001:DB8:0:0::/48', '2001:db8::/48'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:3:4:5:6/128'],
  ['2a00::/32', '2a00::/32'],
])('%s is written %s', (cell, text) => {
  expect(cidr(cell)).toBe(text)
})

it.each([
  ['0.0.0.0/0', 'too wide'],
  ['::/0', 'too wide'],
  ['8.0.0.0/15', 'too wide'],
  ['2a00::/31', 'too wide'],
  ['10.0.0.0/16', 'not public'],
  ['172.31.0.0/24', 'not public'],
  ['192.168.1.0/24', 'not public'],
  ['100.64.0.0/16', 'not public'],
  ['127.0.0.1', 'not public'],
  ['fd00:1::/32', 'not public'],
  ['fe80::1', 'not public'],
  ['::ffff:8.8.8.8', 'not public'],
  ['203.0.113.5/24', 'bits are set'],
  ['2001:db8::1/48', 'bits are set'],
  ['203.0.113.0/33', 'not a network'],
  ['010.0.0.1', 'not a network'],
  ['1.2.3/24', 'not a network'],
  ['256.1.1.0/24', 'not a network'],
  ['1:2:3', 'not a network'],
  ['acme.com', 'not a network'],
  ['8.8.8.0/', 'not a network'],
])('%s is refused: %s', (cell, why) => {
  expect(() => cidr(cell)).toThrow(why)
})
