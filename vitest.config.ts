import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/fixtures/**', 'node_modules/**'],
    // Nothing that is tested keeps state between files, and loading everything anew for each took half of the time.
    isolate: false,
    // End-to-end tests mostly wait for the command; the default, one fewer than there are cores, would leave one idle.
    maxWorkers: '100%',
    globalSetup: ['test/support/globalSetup.ts'],
    setupFiles: ['test/support/seed.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
