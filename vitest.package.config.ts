import { configDefaults, defineConfig } from 'vitest/config';

/** The transport's package as others use it: bundled, compiled and tested with tools that are installed for the purpose. */
export default defineConfig({
  test: {
    include: ['libs/winston-kafka/test/package/*.package.test.ts'],
    exclude: [...configDefaults.exclude, '**/dist/**'],
    globalSetup: ['tools/test-setup/global-setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
