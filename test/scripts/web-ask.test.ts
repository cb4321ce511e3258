import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { webAsk } from '../../scripts/web-ask.ts'
import { askThrough } from '../../worker/install/ask.ts'

let server: Server
let asked = 0
const at = (path: string, host = '127.0.0.1') => new URL(`http://${host}:${(server.address() as AddressInfo).port}${path}`)

beforeAll(async () => {
  server = createServer((request, response) => {
    asked++
    const path = request.url ?? ''
    if (path === '/slow') return void response.write('a')
    if (path === '/gzip') return response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('small'))
    if (path === '/bomb')
      return response.writeHead(200, { 'content-encoding': 'br' }).end(brotliCompressSync(Buffer.alloc(50_000_000)))
    if (path === '/broken') return response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip')
    if (path === '/long') return response.end(Buffer.alloc(3_000_000))
    if (path === '/cut') return response.writeHead(200, { 'content-length': '10' }).write('a', () => response.destroy())
    if (path === '/inside') return response.writeHead(302, { location: '//10.0.0.1/' }).end()
    response.writeHead(
      200,
      [
        ['X-A', '1'],
        ['x-a', '2'],
        ['Set-Cookie', 'a=b, c'],
      ].flat(),
    )
    request.on('data', () => {}).on('end', () => response.end(`${request.method} ${path}`))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  server.closeAllConnections()
  return new Promise(resolve => server.close(resolve))
})

const everybody = webAsk({ reach: 'everybody', timeoutMs: 2000 })
const textOf = (body: Uint8Array) => new TextDecoder().decode(body)

describe('webAsk', () => {
  it('sends what it is given and joins what is said twice', async () => {
    const { status, headers, body } = await everybody(at('/a?b'), {
      method: 'POST',
      body: 'x',
      headers: { origin: 'http://a.example' },
    })
    expect([status, headers.get('x-a'), headers.get('set-cookie'), textOf(body)]).toEqual([200, '1, 2', null, 'POST /a?b'])
  })

  it('reads compressed answers, and of large ones the beginning', async () => {
    const patient = webAsk({ reach: 'everybody', timeoutMs: 60_000 })
    expect(textOf((await patient(at('/gzip'), { method: 'GET' })).body)).toBe('small')
    for (const path of ['/long', '/bomb']) {
      const { body, isCut } = await patient(at(path), { method: 'GET' })
      expect([body.length, isCut]).toEqual([2_000_000, true])
    }
  })

  it.each([
    ['/slow', 'no answer within 2 seconds'],
    ['/broken', 'Z_DATA_ERROR'],
    ['/cut', 'the connection broke off'],
  ])('says what is wrong with %s', async (path, message) => {
    await expect(everybody(at(path), { method: 'GET' })).rejects.toMatchObject({ why: 'unreachable', message })
  })

  it('says that nobody has the name, or listens', async () => {
    await expect(everybody(new URL('http://nobody.invalid/'), { method: 'GET' })).rejects.toThrow('its name is not known')
    await expect(everybody(new URL('http://127.0.0.1:1/'), { method: 'GET' })).rejects.toThrow('nothing listens there')
    await expect(everybody(new URL('ftp://a.example/'), { method: 'GET' })).rejects.toThrow('ftp: is no protocol')
  })
})

describe('on a server that others use', () => {
  const open = webAsk({ reach: 'public', timeoutMs: 2000 })

  it.each(
    `127.0.0.1 127.1 0x7f000001 2130706433 0177.0.0.1 127。0。0。1 ①②⑦.0.0.1 localhost 0.0.0.0 10.0.0.1 172.16.0.1 172.31.255.255
    192.168.1.1 169.254.169.254 100.64.0.1 192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 255.255.255.255
    [::1] [::] [::ffff:127.0.0.1] [::ffff:10.0.0.1] [::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::1] [fe80::1] [fc00::1]
    [fd12:3456::1] [ff02::1] [fec0::1] [2001:db8::1] [2001::1] [2002:7f00:1::] [100::1] [3fff::1]`.split(/\s+/),
  )('connects to nobody for %s', async host => {
    const before = asked
    for (const url of [at('/', host), new URL(`http://${host}/`), new URL(`https://${host}/`)]) {
      await expect(open(url, { method: 'GET' })).rejects.toMatchObject({ why: 'forbidden' })
    }
    expect(asked).toBe(before)
  })

  it('follows no redirect into a private network', async () => {
    const demo = webAsk({ reach: 'public and this machine', timeoutMs: 2000 })
    await expect(askThrough(demo, at('/inside'))).rejects.toMatchObject({ why: 'forbidden' })
  })

  it('reaches this machine where that is allowed, by name, too', async () => {
    const demo = webAsk({ reach: 'public and this machine', timeoutMs: 2000 })
    for (const host of ['127.0.0.1', 'localhost']) {
      expect(textOf((await demo(at('/here', host), { method: 'GET' })).body)).toBe('GET /here')
    }
    await expect(demo(new URL('http://10.0.0.1/'), { method: 'GET' })).rejects.toMatchObject({ why: 'forbidden' })
  })
})
