import { configDefaults, defineConfig } from 'vitest/config';

/** The long runs: real faults, real load, one file after the other so that they do not disturb each other's figures. */
export default defineConfig({
  test: {
    include: ['{libs,apps}/*/test/**/*.faults.test.ts', '{dashboard,deploy,tools}/test/**/*.faults.test.ts'],
    exclude: [...configDefaults.exclude, '**/dist/**'],
    globalSetup: ['tools/test-setup/global-setup.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 20_000 } },
    fileParallelism: false,
  },
});
