import { configDefaults, defineConfig } from 'vitest/config';

/** One long run with random faults; its length and its seed come from the command line (tools/src/commands/test-soak.ts). */
export default defineConfig({
  test: {
    include: ['apps/*/test/**/*.soak.test.ts'],
    exclude: [...configDefaults.exclude, '**/dist/**'],
    testTimeout: 24 * 3_600_000,
    hookTimeout: 300_000,
    disableConsoleIntercept: true,
  },
});
