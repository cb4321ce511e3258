import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Two cores are the smallest machine that we build on; a browser and a database want their share.
    maxWorkers: 2,
  },
})
