import { describe, expect, it } from 'vitest'
import { networkIndex, organisationNames } from '../../../worker/identity/networks.ts'

const ownerOf = networkIndex([
  { cidr: '203.0.113.0/24', account_ref: 'acme' },
  { cidr: '203.0.113.128/25', account_ref: 'acme.lab' },
  { cidr: '198.51.100.7/32', account_ref: 'one' },
  { cidr: '198.51.100.8/32', account_ref: 'one' },
  { cidr: '198.51.100.8/32', account_ref: 'two' },
  { cidr: '198.51.100.0/24', account_ref: 'whole' },
  { cidr: '2001:db8:1::/48', account_ref: 'six' },
])

describe('networkIndex', () => {
  it.each([
    ['an address of a network', '203.0.113.5', 'acme'],
    ['the smallest network counts', '203.0.113.200', 'acme.lab'],
    ['its first address', '203.0.113.128', 'acme.lab'],
    ['its last address', '203.0.113.255', 'acme.lab'],
    ['the address before it', '203.0.113.127', 'acme'],
    ['a single address', '198.51.100.7', 'one'],
    ['two accounts claim the same network: neither, and not the one around it', '198.51.100.8', null],
    ['an address beside all of them', '203.0.114.1', null],
    ['IPv6', '2001:db8:1:ffff::1', 'six'],
    ['IPv6 in upper case', '2001:DB8:1::1', 'six'],
    ['another IPv6 network', '2001:db8:2::1', null],
    ['IPv4 as an IPv6 socket sees it', '::ffff:203.0.113.5', 'acme'],
    ['an address with a zone', 'fe80::1%eth0', null],
    ['no address', 'unknown', null],
    ['nothing', '', null],
  ])('%s', (_, address, owner) => {
    expect(ownerOf(address)).toBe(owner)
  })

  it('knows nobody without networks', () => {
    expect(networkIndex([])('203.0.113.5')).toBeNull()
  })
})

describe('organisationNames', () => {
  it.each([
    ['ACME GmbH', ['acme gmbh', 'acme']],
    ['Acme  Widgets,  Inc.', ['acme widgets, inc.', 'acme widgets']],
    ['Siemens', ['siemens']],
    ['Volvo AB', ['volvo ab', 'volvo']],
    ['Kommune B.V.', ['kommune b.v.', 'kommune']],
    ['AG', []],
    ['', []],
    ['Deutsche Telekom AG', []],
    ['Comcast Cable Communications, LLC', []],
    ['Amazon.com, Inc.', []],
    ['Example Hosting Ltd', []],
  ])('%s', (organisation, names) => {
    expect(organisationNames(organisation)).toEqual(names)
  })
})
