import { describe, expect, it } from 'vitest'
import { isSecretField, scrubAddress, scrubText } from '../../../worker/collect/scrub.ts'

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N'

describe('scrubAddress', () => {
  it.each([
    ['?token=abc', '?token=*'],
    ['?access_token=abc&x=1', '?access_token=*&x=1'],
    ['?accessToken=abc', '?accessToken=*'],
    ['?reset-token=abc#top', '?reset-token=*#top'],
    ['#id_token=abc&state=1', '#id_token=*&state=1'],
    ['?api_key=abc', '?api_key=*'],
    ['?apikey=abc', '?apikey=*'],
    ['?password=abc', '?password=*'],
    ['?pwd=abc&userPwd=abc', '?pwd=*&userPwd=*'],
    ['?auth=abc', '?auth=*'],
    ['?code=abc', '?code=*'],
    ['?sessionid=abc&session_id=abc&sid=abc', '?sessionid=*&session_id=*&sid=*'],
    ['?otp=123456', '?otp=*'],
    ['?X-Amz-Signature=abc', '?X-Amz-Signature=*'],
    ['?user%5Ftoken=abc', '?user%5Ftoken=*'],
    ['?phone=%2B49301234567', '?phone=*'],
    ['?a=jane@acme.example', '?a=*'],
    ['?a=jane%40acme.example&b=1', '?a=*&b=1'],
    ['?a=jane%2540acme.example', '?a=*'],
    ['?a=j%C3%B6rg%40acme.example', '?a=*'],
    ['u/jane.doe+x@acme.co.uk/edit', 'u/*/edit'],
    [`?t=${JWT}`, '?t=*'],
    [`verify/${JWT}`, 'verify/*'],
    ['reset-password/0f8fad5bd9cb469fa16570867728950e', 'reset-password/*'],
    ['?next=https%3A%2F%2Fapp.example%2F%3Ftoken%3Dabc', '?next=https%3A%2F%2Fapp.example%2F%3Ftoken%3D*'],
  ])('%s → %s', (from, to) => {
    expect(scrubAddress(`https://example.com/${from}`)).toBe(`https://example.com/${to}`)
  })

  it.each([
    '',
    '?utm_source=newsletter&utm_medium=email&utm_campaign=spring_2026&utm_content=a@b&utm_term=b2b+attribution',
    '?gclid=EAIaIQobChMI3u-X8-yh_AIVFtnVCh1_3wAuEAAYASAAEgKvZ_D_BwE',
    '?fbclid=IwAR2fK0&msclkid=0f8fad5bd9cb469fa165&li_fat_id=a1-b2',
    '?gbraid=0AAAA&wbraid=Cj8K&ttclid=E.C.P&dclid=x&twclid=y',
    '?q=how+to+reset+a+password',
    '?author=jane&keyword=auth&zip_code=10115',
    '?promo_code=SPRING&country_code=DE&page=2&sort=-price',
    '?passengers=2&compass=n&pass_type=day',
    '?mobile=1&tel=0',
    '#/pricing',
    '#:~:text=hello',
    '%E4%B8%AD/?x=%E0%A4%A',
    'logo@2x.png',
    '@jane.doe/post',
    'react@18.2.0/index',
    'confirm-your-address/step-2',
    'token-economics-explained-in-2026',
    'verify/how-we-check-every-single-fact',
  ])('leaves %j as it is', rest => {
    expect(scrubAddress(`https://example.com/${rest}`)).toBe(`https://example.com/${rest}`)
  })

  it('drops a user name before a host, and nothing when it is done twice', () => {
    const once = scrubAddress('https://jane:pw@example.com/?token=abc')
    expect(once).toBe('https://example.com/?token=*')
    expect(scrubAddress(once)).toBe(once)
  })

  it('takes no more time per character when there are many of them', () => {
    for (const part of [
      'a',
      '@',
      '%40',
      '.',
      'a.',
      'a@a.',
      '/reset/',
      'reset',
      'eyJ',
      'eyJ.',
      '&token=',
      '%25',
      '?a=',
      '%253Fa%253D',
    ]) {
      const cpuMs = (length: number) => {
        const started = process.cpuUsage()
        scrubAddress(`https://example.com/?${part.repeat(length / part.length)}`)
        return process.cpuUsage(started).user / 1000
      }
      cpuMs(4000)
      // Quadratic time would be 64 times as much.
      expect(cpuMs(32_000), part).toBeLessThan(24 * cpuMs(4000) + 20)
    }
  })
})

describe('scrubText', () => {
  it.each([
    ['Inbox – Jörg.Müller@Müller.de (3)', 'Inbox – * (3)'],
    ['Meet us @ Hannover', 'Meet us @ Hannover'],
    ['price @ 3.50', 'price @ 3.50'],
  ])('%s', (from, to) => {
    expect(scrubText(from)).toBe(to)
  })
})

describe('isSecretField', () => {
  it.each([
    ['password', 'x', true],
    ['new_password', 'x', true],
    ['csrf_token', 'x', true],
    ['card_number', 'x', true],
    ['iban', 'x', true],
    ['note', '4111 1111 1111 1111', true],
    ['note', '5500-0000-0000-0004', true],
    ['note', '4111 1111 1111 1112', false],
    ['phone', '+49 30 1234567890123', false],
    ['phone', '0049301234567', false],
    ['company', 'Passau Token GmbH', false],
  ])('%s = %s: %s', (name, value, isSecret) => {
    expect(isSecretField(name, value)).toBe(isSecret)
  })
})
