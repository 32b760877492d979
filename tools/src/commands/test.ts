import { runVitest } from '../testing/run-vitest.js';

/** `npm test`: everything but the long fault runs. Arguments go to vitest: `npm test -- apps/monitor`. */
export function run(args: string[]): Promise<number> {
  return runVitest(args);
}
