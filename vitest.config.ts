import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Two cores are the smallest machine that we build on, and a third of a suite's time is waiting, for a browser's timers
    // and a server's retries: all suites take 494 s with three workers and 667 s with two.
    maxWorkers: 3,
    // One process for many files: loading our own modules anew for each took as much time as most files' tests. What a
    // module keeps is a function of its input alone, and stores, servers and browsers belong to the suite that opens them.
    isolate: false,
  },
})
