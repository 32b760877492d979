import { runVitest } from '../testing/run-vitest.js';

/** `npm run test:faults`: the long runs that break parts on purpose, one file after the other. */
export function run(args: string[]): Promise<number> {
  return runVitest(['--config', 'vitest.faults.config.ts', ...args]);
}
