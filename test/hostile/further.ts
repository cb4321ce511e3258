/**
 * Hostile and odd inputs beside those of test/fixtures/hostile-inputs.json, in its form: each a neighbour of one there, at
 * the other side of a limit or with the next spelling of a trick.
 */
import type { Entry } from '../worker/collect/corpus.ts'

type Input = Entry['input']

const SITE = 'https://www.example.com/'

const taken = (name: string, input: Input): Entry => ({
  name,
  target: 'collect',
  input,
  expect: { status: [202], accepted: 1, dead_letter: 0 },
})

const rejected = (name: string, reason: string, field: string | undefined, input: Input): Entry => ({
  name,
  target: 'collect',
  input,
  expect: { status: [202], accepted: 0, reason, ...(field && { field }), dead_letter: reason === 'consent_denied' ? 0 : 1 },
})

const refused = (name: string, status: number, reason: string, input: Input, dead_letter = 1): Entry => ({
  name,
  target: 'collect',
  input,
  expect: { status: [status], accepted: 0, reason, dead_letter },
})

const track = (id: string, more: string): Input => ({
  text: `{"batch":[{"id":"${id}","type":"track","anonymous_id":"a-further","url":"${SITE}",${more}}]}`,
})
const event = (fields: object): Input => ({ event: fields })
const keysOf = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'x']))
const nested = (depth: number): unknown => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)

const bodies: readonly Entry[] = [
  refused('root-array', 400, 'wrong_type', { text: '[]' }),
  refused('root-number', 400, 'wrong_type', { text: '1' }),
  refused('root-true', 400, 'wrong_type', { text: 'true' }),
  refused('bare-word', 400, 'invalid_json', { text: 'hello' }),
  refused('only-spaces', 400, 'invalid_json', { text: '   ' }),
  refused('trailing-comma', 400, 'invalid_json', { text: '{"batch":[],}' }),
  refused('literal-nan', 400, 'invalid_json', { text: '{"batch":[NaN]}' }),
  refused('number-with-leading-zero', 400, 'invalid_json', track('number-lead0', '"props":{"v":01}')),
  refused('number-in-hex', 400, 'invalid_json', track('number-hex00', '"props":{"v":0x10}')),
  refused('two-byte-order-marks', 400, 'invalid_json', { text: '\ufeff\ufeff{"batch":[]}' }),
  taken('byte-order-mark', { text: `\ufeff${track('byte-order-01', '"x":1').text}` }),
  refused('utf8-cut-in-a-character', 400, 'invalid_utf8', { gen: [{ s: '{"batch":[{"id":"x' }, { hex: 'f09f98' }] }),
  refused('utf8-five-bytes', 400, 'invalid_utf8', { gen: [{ s: '{"x":"' }, { hex: 'f888808080' }, { s: '"}' }] }),
  refused('utf16be-body', 400, 'invalid_utf8', { gen: [{ hex: 'feff' }, { hex: '007b007d' }] }),
  refused('deep-array-200000', 400, 'too_deep', {
    gen: [
      { s: '[', x: 200_000 },
      { s: ']', x: 200_000 },
    ],
  }),
  refused('depth-one-beyond', 400, 'too_deep', event({ type: 'track', props: nested(14) })),
  taken('brackets-in-text-are-no-depth', event({ title: '[{'.repeat(200) })),
  refused('batch-object', 400, 'wrong_type', { text: '{"batch":{}}' }),
  refused('batch-null', 400, 'wrong_type', { text: '{"batch":null}' }),
  refused('batch-missing', 400, 'missing_field', { text: '{}' }),
  rejected('batch-of-null', 'wrong_type', undefined, { text: '{"batch":[null]}' }),
  rejected('batch-in-a-batch', 'wrong_type', undefined, { text: '{"batch":[[{"id":"nested-00001"}]]}' }),
  refused('site-is-a-number', 400, 'wrong_type', { text: '{"site":5,"batch":[]}' }),
  refused('sent-at-number', 400, 'wrong_type', { event: {}, sent_at: 5 }),
  refused('sent-at-words', 400, 'bad_timestamp', { event: {}, sent_at: 'yesterday' }),
  rejected('sent-at-year-9999', 'timestamp_too_old', 'created_at', { event: {}, sent_at: '9999-12-31T23:59:59Z' }),
  rejected('prototype-of-event', 'forbidden_key', undefined, { text: `{"batch":[{"__proto__":{"id":"x"},"id":"proto-event"}]}` }),
  rejected('prototype-in-props', 'forbidden_key', 'props', track('proto-props1', '"props":{"__proto__":{"isAdmin":true}}')),
  rejected('prototype-in-traits', 'forbidden_key', 'traits', {
    event: { type: 'identify', email: 'a@b.com', traits: { prototype: 1 } },
  }),
  rejected('prototype-in-fields', 'forbidden_key', 'fields', event({ type: 'form', fields: { constructor: 'x' } })),
]

const transport: readonly Entry[] = [
  refused('multipart', 415, 'unsupported_media_type', {
    event: {},
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  }),
  refused('xml', 415, 'unsupported_media_type', { text: '<a/>', headers: { 'content-type': 'application/xml' } }),
  refused('soap', 415, 'unsupported_media_type', { text: '<a/>', headers: { 'content-type': 'application/soap+xml' } }),
  refused('image', 415, 'unsupported_media_type', { b64: 'iVBORw0KGgo=', headers: { 'content-type': 'image/png' } }),
  refused('form-post', 400, 'invalid_json', {
    text: 'a=b',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }),
  taken('json-called-a-form', { event: {}, headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  taken('json-of-a-vendor', { event: {}, headers: { 'content-type': 'application/vnd.acme+json' } }),
  refused('two-layers-of-gzip', 415, 'unsupported_encoding', {
    event: {},
    gzip: 1,
    headers: { 'content-encoding': 'gzip, gzip' },
  }),
  refused('brotli', 415, 'unsupported_encoding', { event: {}, headers: { 'content-encoding': 'br' } }),
  refused('gzip-of-nothing', 400, 'empty_body', { text: '', gzip: 1, headers: { 'content-encoding': 'gzip' } }, 0),
  taken('gzip', { event: {}, gzip: 1, headers: { 'content-encoding': 'GZIP' } }),
  taken('identity', { event: {}, headers: { 'content-encoding': 'identity' } }),
  refused('put', 405, 'method_not_allowed', { event: {}, method: 'PUT' }, 0),
  refused('delete', 405, 'method_not_allowed', { event: {}, method: 'DELETE' }, 0),
  refused(
    'origin-suffix-trick',
    403,
    'origin_not_allowed',
    { event: {}, headers: { origin: 'https://example.com.evil.com' } },
    0,
  ),
  refused('origin-user-trick', 403, 'origin_not_allowed', { event: {}, headers: { origin: 'https://example.com@evil.com' } }, 0),
  refused('origin-file', 403, 'origin_not_allowed', { event: {}, headers: { origin: 'file://' } }, 0),
  refused('origin-empty', 403, 'origin_not_allowed', { event: {}, headers: { origin: '' } }, 0),
  taken('origin-with-port', { event: {}, headers: { origin: 'http://shop.example.com:8080' } }),
  refused('key-secret', 403, 'secret_key_in_browser', { event: {}, key: 'sk_0123456789' }, 0),
  refused('key-of-5000', 401, 'unknown_write_key', { event: {}, key: 'p'.repeat(5000) }, 0),
  refused('key-with-nul', 401, 'unknown_write_key', { event: {}, key: 'pk_\0' }, 0),
  refused('key-proto', 401, 'unknown_write_key', { event: {}, key: '__proto__' }, 0),
  refused('key-of-another-script', 401, 'unknown_write_key', { event: {}, key: 'pk_\u0430' }, 0),
  taken('user-agent-empty', { event: {}, headers: { 'user-agent': '' } }),
]

const ids: readonly Entry[] = [
  rejected('id-number', 'wrong_type', 'id', event({ id: 12345678 })),
  rejected('id-null', 'missing_field', 'id', event({ id: null })),
  rejected('id-of-7', 'bad_id', 'id', event({ id: 'abcdefg' })),
  rejected('id-of-65', 'bad_id', 'id', event({ id: 'a'.repeat(65) })),
  rejected('id-emoji', 'bad_id', 'id', event({ id: 'abcdefgh😀' })),
  rejected('id-path', 'bad_id', 'id', event({ id: '../../etc/passwd' })),
  rejected('id-line-end', 'bad_id', 'id', event({ id: 'line-end-01\n' })),
  taken('id-of-64', event({ id: 'a'.repeat(64) })),
  taken('id-named-constructor', event({ id: 'constructor' })),
  taken('id-named-proto', event({ id: '__proto__' })),
  ...[
    'undefined',
    '[object Object]',
    'Guest',
    'NaN',
    '0',
    '',
    ' ',
    'none',
    'anonymous',
    'true',
    'unknown',
    'nil',
    '-1',
    'Infinity',
  ].map(id => rejected(`visitor ${JSON.stringify(id)}`, 'illegal_identity', 'anonymous_id', event({ anonymous_id: id }))),
  rejected('visitor-number', 'wrong_type', 'anonymous_id', event({ anonymous_id: 5 })),
  rejected('visitor-of-129', 'bad_id', 'anonymous_id', event({ anonymous_id: 'a'.repeat(129) })),
  rejected('visitor-with-nul', 'bad_id', 'anonymous_id', event({ anonymous_id: 'a\0b' })),
  rejected('visitor-posing-as-user', 'bad_id', 'anonymous_id', event({ anonymous_id: 'user 1' })),
  rejected('user-with-nul', 'bad_id', 'external_id', event({ type: 'identify', external_id: 'a\0b' })),
  rejected('user-of-300', 'bad_id', 'external_id', event({ type: 'identify', external_id: 'x'.repeat(300) })),
  rejected('user-lone-surrogate', 'bad_id', 'external_id', {
    text: `{"batch":[{"id":"user-lone-01","type":"identify","anonymous_id":"a1","url":"${SITE}","external_id":"\\ud800x"}]}`,
  }),
  rejected('user-null-text', 'illegal_identity', 'external_id', event({ type: 'identify', external_id: 'null' })),
]

const values: readonly Entry[] = [
  rejected('keys-256', 'too_many_keys', 'props', event({ type: 'track', props: keysOf(256) })),
  taken('keys-255', event({ type: 'track', props: keysOf(255) })),
  rejected('key-of-129', 'key_too_long', 'props', event({ type: 'track', props: { ['k'.repeat(129)]: 1 } })),
  taken('key-of-128', event({ type: 'track', props: { ['k'.repeat(128)]: 1 } })),
  rejected('number-minus-1e400', 'bad_number', 'props.v', track('number-minf0', '"props":{"v":-1e400}')),
  rejected('number-in-list', 'unsafe_integer', 'props.a.0.b', track('number-list0', '"props":{"a":[{"b":9007199254740993}]}')),
  rejected('number-1e21', 'unsafe_integer', 'props.v', track('number-1e210', '"props":{"v":1e21}')),
  taken('number-minus-zero', track('number-mzero', '"props":{"v":-0}')),
  taken('number-too-small', track('number-small', '"props":{"v":1e-400}')),
  rejected('props-list', 'wrong_type', 'props', event({ type: 'track', props: [1] })),
  taken('key-with-nul-beside-its-twin', track('key-twin-001', '"props":{"a\\u0000":1,"a":2}')),
  taken('key-lone-surrogate', track('key-lone-001', '"props":{"a\\ud800":1}')),
  taken('value-lone-surrogate', track('value-lone-1', '"props":{"a":"\\udfff"}')),
  taken('key-empty', track('key-empty-01', '"props":{"":1}')),
  rejected('title-list', 'wrong_type', 'title', event({ title: ['a'] })),
  taken('title-lone-surrogate', {
    text: `{"batch":[{"id":"title-lone-1","type":"page","url":"${SITE}","title":"a\\ud800b"}]}`,
  }),
  taken('title-513-emoji', event({ title: '😀'.repeat(513) })),
  taken('title-sql', event({ title: "'); DROP TABLE events;--" })),
  taken('title-controls', event({ title: 'a\u0085b\u009fc\u202ed' })),
  rejected('type-null', 'missing_field', 'type', event({ type: null })),
  rejected('type-capitals', 'bad_type', 'type', event({ type: 'PAGE' })),
  rejected('type-proto', 'bad_type', 'type', event({ type: '__proto__' })),
  rejected('consent-word', 'wrong_type', 'consent', event({ consent: 'yes' })),
  rejected('consent-numbers', 'wrong_type', 'consent.analytics', event({ consent: { analytics: 1, identify: 1 } })),
  rejected('consent-half', 'wrong_type', 'consent.identify', event({ consent: { analytics: true } })),
  rejected('consent-as-text', 'wrong_type', 'consent.analytics', event({ consent: { analytics: 'false', identify: 'false' } })),
  rejected('engaged-negative', 'bad_number', 'engaged_ms', event({ type: 'engage', page_id: 'p', engaged_ms: -1 })),
  rejected('engaged-1e18', 'bad_number', 'engaged_ms', event({ type: 'engage', page_id: 'p', engaged_ms: 1e18 })),
  rejected('scrolled-101', 'bad_number', 'scroll_percent', {
    event: { type: 'engage', page_id: 'p', engaged_ms: 5, scroll_percent: 101 },
  }),
  rejected('form-value-object', 'wrong_type', 'fields.email', event({ type: 'form', form: 'f', fields: { email: { a: 1 } } })),
  taken('form-with-a-card', event({ type: 'form', form: 'f', fields: { card: '4111111111111111', password: 'x' } })),
  taken('form-with-a-bad-address', event({ type: 'form', form: 'f', email: 'x@y@z' })),
  ...['revenue', 'amount', 'currency', 'account_id', 'person_id', 'ip', 'received_at', 'occurred_at'].map(field =>
    rejected(`public-key-sends ${field}`, 'forbidden_field', field, event({ [field]: 'x' })),
  ),
]

const addresses: readonly Entry[] = [
  ...['/x', '', 'data:text/html,x', 'file:///etc/passwd', `blob:${SITE}x`, 'ftp://www.example.com/', 'about:blank'].map(url =>
    rejected(`url ${url}`, 'bad_url', 'url', event({ url })),
  ),
  ...['https://www.example.com:99999/', ' javascript:alert(1)', 'vbscript:x', 'https://exa mple.com'].map(url =>
    rejected(`url ${url}`, 'bad_url', 'url', event({ url })),
  ),
  ...[
    'https://www.example.com@evil.example/',
    'https://notexample.com/',
    'https://example.com.evil.example/',
    'https://1.2.3.4/',
  ].map(url => rejected(`url ${url}`, 'origin_not_allowed', 'url', event({ url }))),
  rejected('url-null', 'missing_field', 'url', event({ url: null })),
  rejected('url-number', 'wrong_type', 'url', event({ url: 5 })),
  taken('url-with-password', event({ url: 'https://user:secret@www.example.com/' })),
  taken('url-backslashes', event({ url: 'https:\\\\www.example.com\\x' })),
  taken('url-nul', event({ url: `${SITE}\0` })),
  taken('url-lone-surrogate', { text: `{"batch":[{"id":"url-lone-001","type":"page","url":"${SITE}\\ud800"}]}` }),
  taken('referrer-javascript', event({ referrer: 'javascript:alert(1)' })),
  taken('referrer-words', event({ referrer: 'not a url' })),
  taken('referrer-9kb', event({ referrer: `https://x.com/${'a'.repeat(9000)}` })),
  rejected('download-javascript', 'bad_url', 'href', event({ type: 'download', href: 'javascript:alert(1)' })),
  rejected('outbound-data', 'bad_url', 'href', event({ type: 'outbound', href: 'data:text/html,x' })),
  taken('outbound-mail', event({ type: 'outbound', href: 'mailto:a@b.com' })),
]

const times: readonly Entry[] = [
  ...['2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', '2026-06-01T24:00:00Z', '2016-12-31T23:59:60Z', '2026-01-01'].map(at =>
    rejected(`created ${at}`, 'bad_timestamp', 'created_at', event({ created_at: at })),
  ),
  ...['', 'today', 'epoch', 'foo 5', '1767225600', '2026-01-01T01:00:00+15:99', '-000001-01-01T00:00:00Z'].map(at =>
    rejected(`created ${at}`, 'bad_timestamp', 'created_at', event({ created_at: at })),
  ),
  ...[1767225600000, true, [], {}].map(at =>
    rejected(`created ${JSON.stringify(at)}`, 'wrong_type', 'created_at', event({ created_at: at })),
  ),
  rejected('created-year-1', 'timestamp_too_old', 'created_at', event({ created_at: '0001-01-01T00:00:00Z' })),
  rejected('waited-73-hours', 'timestamp_too_old', 'created_at', event({ created_at: { $now: '-73h' } })),
  taken('waited-72-hours', event({ created_at: { $now: '-72h' } })),
  taken('ten-years-ahead', { event: { created_at: { $now: '+3650d' } }, sent_at: { $now: '+3650d' } }),
  taken('created-year-9999', event({ created_at: '9999-12-31T23:59:59Z' })),
  taken('nanoseconds', event({ created_at: '2026-01-01T00:00:00.123456789Z' })),
]

const emails: readonly Entry[] = [
  ...['x', '', '%', 'root@localhost', 'a\0@b.com', '<img/src=x>@b.com', 'a@b.com,c@d.com', 'Jane <jane@acme.com>'].map(email =>
    rejected(`email ${JSON.stringify(email)}`, 'bad_email', 'email', event({ type: 'identify', email })),
  ),
  ...[
    'a@b.c',
    'a..b@c.com',
    'a@c.com.',
    'jane\u200b@acme.com',
    '"a b"@c.com',
    'mailto:jane@acme.com',
    'x@192.0.2.1',
    'null@null.com',
  ].map(email => rejected(`email ${JSON.stringify(email)}`, 'bad_email', 'email', event({ type: 'identify', email }))),
  rejected('email-of-a-local-part-of-65', 'bad_email', 'email', event({ type: 'identify', email: `${'a'.repeat(65)}@b.com` })),
  rejected('email-list', 'wrong_type', 'email', event({ type: 'identify', email: ['a@b.com'] })),
  rejected('email-missing', 'missing_field', 'email', event({ type: 'identify' })),
  rejected('traits-list', 'wrong_type', 'traits', event({ type: 'identify', email: 'x@y.com', traits: [] })),
  taken('email-cyrillic-domain', event({ type: 'identify', email: 'jane@\u0430cme.com' })),
  taken('email-fullwidth-domain', event({ type: 'identify', email: 'x@\uff41cme.com' })),
  taken('email-dotted-i', event({ type: 'identify', email: '\u0130@acme.com' })),
]

const raw = (name: string, status: number, reason: string, text: string): Entry => ({
  name,
  target: 'collect',
  input: { raw: text },
  expect: { status: [status], reason },
})

const HEAD = 'POST {COLLECT} HTTP/1.1\r\nHost: h\r\n'

const sockets: readonly Entry[] = [
  raw(
    'two-ways-to-say-the-length',
    400,
    'bad_request',
    `${HEAD}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ),
  raw('length-negative', 400, 'bad_request', `${HEAD}Content-Length: -1\r\n\r\n`),
  raw('length-in-words', 400, 'bad_request', `${HEAD}Content-Length: many\r\n\r\n`),
  raw('chunk-size-in-words', 400, 'bad_request', `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`),
  raw('unknown-transfer-encoding', 400, 'bad_request', `${HEAD}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`),
  raw('header-line-folded', 400, 'bad_request', `${HEAD}X-A: a\r\n b: c\r\n\x00: d\r\n\r\n`),
  raw('header-of-20-kb', 431, 'headers_too_large', `${HEAD}X-A: ${'a'.repeat(20_000)}\r\n\r\n`),
  raw('two-thousand-headers', 431, 'headers_too_large', `${HEAD}${'X-A: a\r\n'.repeat(2500)}\r\n`),
  raw('no-http', 400, 'bad_request', 'hello\r\n\r\n'),
  raw('http-2-preface', 400, 'bad_request', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  raw('no-host', 400, 'bad_request', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'),
  raw('host-of-two-words', 400, 'bad_request', 'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n'),
  raw(
    'connect-to-elsewhere',
    405,
    'method_not_allowed',
    'CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
  ),
  raw(
    'expectation-unknown',
    405,
    'method_not_allowed',
    'GET /e HTTP/1.1\r\nHost: h\r\nExpect: a-miracle\r\nConnection: close\r\n\r\n',
  ),
  raw('http-0.9', 400, 'bad_request', 'GET /\r\n\r\n'),
  raw('nul-in-address', 404, 'not_found', 'GET /%00 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n'),
]

export const further: readonly Entry[] = [
  ...bodies,
  ...transport,
  ...ids,
  ...values,
  ...addresses,
  ...times,
  ...emails,
  ...sockets,
]
