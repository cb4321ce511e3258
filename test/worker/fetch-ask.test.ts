import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fetchAsk } from '../../worker/fetch-ask.ts'

let server: Server
const ask = fetchAsk(request => fetch(request))
const at = (path: string) => new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/moved') return response.writeHead(302, { location: '/' }).end()
    if (request.url === '/long') return response.end(Buffer.alloc(3_000_000))
    request.on('data', () => {}).on('end', () => response.end(`${request.method} ${request.headers['x-a']}`))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => new Promise(resolve => server.close(resolve)))

it('asks as it is told and follows nothing', async () => {
  const { status, body } = await ask(at('/'), { method: 'POST', headers: { 'x-a': '1' }, body: 'x' })
  expect([status, new TextDecoder().decode(body)]).toEqual([200, 'POST 1'])
  expect(await ask(at('/moved'), { method: 'GET' })).toMatchObject({ status: 302, isCut: false })
})

it('reads of a long answer the beginning', async () => {
  const { body, isCut } = await ask(at('/long'), { method: 'GET' })
  expect([body.length, isCut]).toEqual([2_000_000, true])
})

it('says that nobody answers', async () => {
  await expect(ask(new URL('http://127.0.0.1:1/'), { method: 'GET' })).rejects.toMatchObject({ why: 'unreachable' })
})
