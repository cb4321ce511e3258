/** The tool that deploys the Worker takes wrangler.jsonc and what the build made. It uploads nothing, and needs no account. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('wrangler deploy --dry-run takes the Worker with its bindings, below the size of the free plan', () => {
  const home = mkdtempSync(join(tmpdir(), 'tributary-wrangler-'))
  try {
    const said = execFileSync(process.execPath, ['node_modules/wrangler/bin/wrangler.js', 'deploy', '--dry-run', '--strict'], {
      env: {
        ...process.env,
        HOME: home,
        XDG_CONFIG_HOME: home,
        WRANGLER_LOG_PATH: home,
        WRANGLER_SEND_METRICS: 'false',
        CI: '1',
      },
      encoding: 'utf8',
      timeout: 60_000,
    })
    expect(said).toContain('--dry-run: exiting now.')
    expect(said).toMatch(/env\.EVENTS \(tributary-events\)\s+Queue/)
    expect(said).toMatch(/env\.DB \(tributary\)\s+D1 Database/)
    expect(said).not.toMatch(/warning|Attaching additional modules/i)
    expect(Number(/gzip: ([\d.]+) KiB/.exec(said)?.[1])).toBeLessThan(3 * 1024)
  } finally {
    rmSync(home, { recursive: true })
  }
})
