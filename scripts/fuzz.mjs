/**
 * Sends hostile input to a real server, and forged and shuffled stories through the job: what `npm test` does with a
 * taste of it. Prints counts by reason, the server's latency and memory, and the seed, by which a run can be repeated.
 *
 *   npm run fuzz                      100,000 cases, 10,000 of them on three stores; 10,000 forged events; 200 orders
 *   npm run fuzz -- --cases 5000      fewer cases
 *   npm run fuzz -- --seed 42         the seed of every second case; by default chance
 *   npm run fuzz -- fuzz              only the files of test/hostile/ that match a name
 */
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cases: { type: 'string', default: '100000' }, seed: { type: 'string', default: String(randomInt(2 ** 31)) } },
})
if (!/^\d+$/.test(values.cases) || !/^\d+$/.test(values.seed)) {
  console.error('usage: npm run fuzz -- [--cases N] [--seed N] [NAME …]')
  process.exit(2)
}
const cases = Number(values.cases)
console.log(`seed ${values.seed}`)
const names = positionals.length > 0 ? positionals : ['']
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--reporter=verbose', ...names.map(name => `test/hostile/${name}`)],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      FUZZ_CASES: String(2 * Math.ceil(cases / 2)),
      FUZZ_COMPARED: String(Math.ceil(cases / 10)),
      FUZZ_SEED: values.seed,
      FORGED: '10000',
      ORDERS: '200',
    },
  },
)
process.exit(status ?? 1)
