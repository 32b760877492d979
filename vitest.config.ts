import { defineConfig } from 'vitest/config';

/**
 * One run for the whole repository. Kafka and PostgreSQL are started once by the global set-up and shared;
 * every test file makes its own database and its own topics. Packages see each other as built (dist/).
 */
export default defineConfig({
  test: {
    include: ['{libs,apps}/*/test/**/*.test.ts', '{dashboard,deploy,tools}/test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.faults.test.ts', '**/*.package.test.ts', '**/*.soak.test.ts'],
    globalSetup: ['tools/test-setup/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The default of one second is short where three files share two cores.
    expect: { poll: { timeout: 20_000 } },
    maxWorkers: 3,
  },
});
