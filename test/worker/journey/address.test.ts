import { describe, expect, it } from 'vitest'
import { campaignIn, contentId, hostOf } from '../../../worker/journey/address.ts'

describe('contentId', () => {
  it.each([
    ['https://example.com/pricing', 'example.com/pricing'],
    ['http://example.com/pricing', 'example.com/pricing'],
    ['https://www.example.com/pricing/', 'example.com/pricing'],
    ['https://WWW.Example.COM/Pricing', 'example.com/Pricing'],
    ['https://example.com:8443/pricing', 'example.com/pricing'],
    ['https://example.com./pricing', 'example.com/pricing'],
    ['https://example.com/pricing?utm_source=x&a=1#plans', 'example.com/pricing'],
    ['https://example.com', 'example.com'],
    ['https://example.com/?a=1', 'example.com'],
    ['https://example.com/index.html', 'example.com'],
    ['https://example.com/docs/INDEX.PHP', 'example.com/docs'],
    ['https://example.com/docs/default.aspx?x', 'example.com/docs'],
    ['https://example.com/reindex.html', 'example.com/reindex.html'],
    ['https://example.com/a/../b//', 'example.com/b'],
    ['https://example.com/caf%c3%a9/%7Eann', 'example.com/caf%C3%A9/~ann'],
    ['https://example.com/café', 'example.com/caf%C3%A9'],
    ['https://example.com/shop;jsessionid=AB12?x', 'example.com/shop'],
    ['https://bücher.example/a', 'xn--bcher-kva.example/a'],
    ['https://app.example.com/#/deals?page=2', 'app.example.com/#/deals'],
    ['https://app.example.com/x/#!/deals/', 'app.example.com/x/#!/deals'],
    ['https://app.example.com/#!deals', 'app.example.com/#!deals'],
    ['https://app.example.com/#/', 'app.example.com'],
    ['https://app.example.com/#!', 'app.example.com'],
    ['https://example.com/files/Guide.PDF?v=2', 'example.com/files/Guide.PDF'],
    ['http://localhost:3000/a', 'localhost/a'],
    ['http://[2001:db8::1]/a', '[2001:db8::1]/a'],
    ['mailto:ann@example.com', null],
    ['blob:https://example.com/1', null],
    ['pricing', null],
    ['', null],
  ])('%s → %s', (address, id) => {
    expect(contentId(address)).toBe(id)
  })

  it('takes an address that is relative to a page', () => {
    expect(contentId('../files/a.pdf', 'https://www.example.com/guides/x/')).toBe('example.com/guides/files/a.pdf')
    expect(contentId('a.pdf', 'not an address')).toBe(null)
  })
})

describe('hostOf', () => {
  it.each([
    ['https://WWW.Example.com:8080/x', 'www.example.com'],
    ['android-app://com.google.android.gm/', 'com.google.android.gm'],
    ['Android-App://Com.Linkedin.Android', 'com.linkedin.android'],
    ['linkedin.com/feed', 'linkedin.com'],
    ['linkedin.com', 'linkedin.com'],
    [' https://example.com. ', 'example.com'],
    ['example.com:443', 'example.com'],
    ['just words', null],
    ['word', null],
    ['about:blank', null],
    ['file:///C:/a.html', null],
    ['', null],
  ])('%s → %s', (address, host) => {
    expect(hostOf(address)).toBe(host)
  })
})

describe('campaignIn', () => {
  it('finds nothing in an address without parameters', () => {
    for (const address of [null, 'https://example.com/', 'https://example.com/#about', 'https://example.com/?q=utm_source'])
      expect(campaignIn(address)).toEqual({ campaign: null, click: null })
  })

  it('takes the five values from one family only', () => {
    expect(campaignIn('https://example.com/?pk_campaign=a&utm_term=b&mtm_source=c').campaign).toEqual({
      source: null,
      medium: null,
      campaign: null,
      term: 'b',
      content: null,
    })
  })

  it('takes the first click id of the list, not of the address', () => {
    expect(campaignIn('https://example.com/?fbclid=a&gad_source=1&GCLID=b').click).toMatchObject({ param: 'gclid', value: 'b' })
  })
})
