import { expect, it } from 'vitest'
import { blockedNameIn } from '../../../worker/install/blocked-names.ts'

it.each([
  ['https://t.acme.example/t.js', false],
  ['https://t.acme.example/e', false],
  ['https://www.acme.example/s/t.1a2b3c4d5e.js', false],
  ['https://www.acme.example/assets/static/history.js', false],
  ['https://www.acme.example/contact/e', false],
  ['https://www.acme.example/collect', true],
  ['https://www.acme.example/api/event', true],
  ['https://www.acme.example/piwik.js', true],
  ['https://www.acme.example/umami.js', true],
  ['https://www.acme.example/analytics/t.js', true],
  ['https://www.acme.example/js/tracker.js', true],
  ['https://www.acme.example/pixel/e', true],
  ['https://analytics.acme.example/t.js', true],
  ['https://stats.acme.example/e', true],
  ['https://collector.acme.example/e', true],
])('%s: %s', (address, isKnown) => {
  expect(blockedNameIn(new URL(address)) !== null).toBe(isKnown)
})
