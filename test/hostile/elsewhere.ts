/** Entries of the corpus that are not played in this folder, each with where they are, or with what has to be built first. */
const IMPORTS = 'test/worker/crm/hostile.test.ts'

export const elsewhere: ReadonlyMap<string, string> = new Map([
  ['content-length-overstated-then-silence', 'test/worker/node.test.ts'],
  ['slowloris-headers', 'test/worker/node.test.ts, with 50 sockets'],
  ['fault-sqlite-busy-10s', 'test/worker/collect/faults.test.ts'],
  ['fault-disk-full', 'test/worker/collect/faults.test.ts'],
  ['fault-poison-message-in-batch', 'test/worker/collect/queue/deliver.test.ts'],
  ['identify-1000-emails-one-browser', 'test/worker/identity/link.test.ts, with ten'],
  ['suppressed-person-comes-back', 'issue 10: erasure'],
  ['link-token-guess-10000', 'test/worker/identity/route.test.ts, with 500; a code is one of 2^130'],
  ['link-click-by-safelinks-scanner', 'test/worker/identity/route.test.ts'],
  ['write-key-revoked', 'test/worker/collect/sites.test.ts: a site that is removed ends within 5 s'],
  ['write-key-prefix-timing', 'site keys are public: there is no secret that time could tell'],

  ...[
    ...['empty-file', 'header-only', 'utf16le-excel-unicode-text', 'semicolon-french-excel', 'cr-only-line-ends'],
    ...['unclosed-quote-at-end', 'quote-in-middle', 'too-few-columns', 'duplicate-header', 'header-__proto__'],
    ...['header-case-and-spaces', 'nul-bytes', 'xss-in-stage', 'amount-nan-inf-hex-exp', 'amount-int64-overflow'],
    ...['amount-zero-decimal-currency', 'currency-unknown', 'date-excel-serial', 'date-dst-gap-local', 'domain-forms'],
    ...['same-external-id-twice-conflict', 'reimport-after-crash-at-every-chunk', 'ip-range-cidr-abuse', 'xlsx-zip-bomb'],
    ...['one-million-rows'],
  ].map((name): [string, string] => [name, IMPORTS]),

  ['parquet-unchanged', 'test/worker/export/parquet.test.ts'],
  ['parquet-big-int-and-decimal', 'test/worker/export/parquet.test.ts'],
  ['filename-injection', 'issue 6: export by HTTP'],
  ['export-client-disconnects', 'issue 6: export by HTTP'],
  ['nul-in-old-row', 'issue 6: exports'],
  ['export-1m-rows-memory', 'issue 9: scale'],
  ['tenant-mix', 'one deployment serves one workspace'],
  ['list-other-tenant-ids', 'one deployment serves one workspace'],
  ['access-export-other-tenant', 'one deployment serves one workspace'],

  ...['sql-in-sort', 'like-wildcard-flood', 'query-proto', 'api-body-deep'].map((name): [string, string] => [
    name,
    'issue 6: resources of the API',
  ]),
  ...['limit-negative-huge-nan', 'date-range-1000-years', 'timezone-unknown', 'attribution-job-twice-at-once'].map(
    (name): [string, string] => [name, 'issue 6: resources of the API'],
  ),
  ...['metadata-ip', 'loopback', 'hex', 'short', 'zero', 'circled', 'mapped', 'nat64', 'localhost-dot', 'file', 'gopher'].map(
    (name): [string, string] => [`webhook-ssrf-${name}`, 'test/worker/api/webhooks.test.ts'],
  ),
  ['webhook-ssrf-redirect', 'test/worker/alerts/deliver.test.ts'],
  ['webhook-slow-and-huge-reply', 'test/worker/alerts/deliver.test.ts'],
  ['webhook-signature-replay', 'test/worker/alerts/sign.test.ts'],
  ...['csrf-form-post', 'csrf-no-content-type-no-origin', 'session-fixation', 'login-user-enumeration'].map(
    (name): [string, string] => [name, 'issue 7: users and sessions'],
  ),
  ['password-with-nul-and-73-bytes', 'issue 7: users and sessions'],
  ['erase-with-wildcard', 'issue 10: erasure'],
  ['link-open-redirect-param', 'test/worker/identity/route.test.ts'],
  ['link-path-redirect-tricks', 'test/worker/identity/route.test.ts'],
  ['link-target-userinfo', 'test/worker/api/links.test.ts'],
  ['tenant-in-body-mass-assignment', 'test/worker/api/links.test.ts'],
])
