import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Two cores are the smallest machine that we build on; a browser and a database want their share.
    maxWorkers: 2,
    // One process for many files: loading our own modules anew for each took as much time as most files' tests. What a
    // module keeps is a function of its input alone, and stores, servers and browsers belong to the suite that opens them.
    isolate: false,
  },
})
