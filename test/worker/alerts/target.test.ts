import { describe, expect, it } from 'vitest'
import { parseWebhookUrl } from '../../../worker/alerts/target.ts'

const nowhere = () => false

describe('parseWebhookUrl', () => {
  it.each([
    ['HTTPS://Hooks.Example.com/a?b#c', 'https://hooks.example.com/a?b'],
    ['https://hooks.example.com:8443/', 'https://hooks.example.com:8443/'],
    ['https://93.184.215.14/', 'https://93.184.215.14/'],
    ['https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/', 'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/'],
    ['https://xn--mnchen-3ya.example/', 'https://xn--mnchen-3ya.example/'],
  ])('takes %s', (text, url) => {
    expect(parseWebhookUrl(text, nowhere)).toBe(url)
  })

  it.each(
    `http://127.0.0.1/ https://127.1/ https://0x7f000001/ https://2130706433/ https://①②⑦.⓪.⓪.①/ https://10.0.0.1/ https://169.254.169.254/
    https://[::1]/ https://[::ffff:10.0.0.1]/ https://[64:ff9b::a9fe:a9fe]/ https://[fd00::1]/ https://localhost/ https://localhost./
    https://a.localhost/ https://printer.local/ https://metadata.google.internal/ https://intranet/ https://hooks.example.com:22/
    https://hooks.example.com:8080/ file:///etc/passwd gopher://127.0.0.1:6379/_X ftp://hooks.example.com/ javascript:alert(1)`.split(
      /\s+/,
    ),
  )('refuses %s as ssrf_blocked', url => {
    expect(() => parseWebhookUrl(url, nowhere)).toThrow(expect.objectContaining({ reason: 'ssrf_blocked' }))
  })

  it.each([
    '',
    'hooks.example.com',
    'http://hooks.example.com/',
    'https://me:pw@hooks.example.com/',
    `https://a.example/${'x'.repeat(2048)}`,
  ])('refuses %j as bad_url', url => {
    expect(() => parseWebhookUrl(url, nowhere)).toThrow(expect.objectContaining({ reason: 'bad_url' }))
  })

  it('takes what it is told is open', () => {
    expect(parseWebhookUrl('http://127.0.0.1:4000/', url => url.port === '4000')).toBe('http://127.0.0.1:4000/')
  })
})
