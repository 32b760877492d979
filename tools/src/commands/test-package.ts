import { runVitest } from '../testing/run-vitest.js';

/** `npm run test:package`: the transport's package in bundlers, compilers and test runners, which npm installs first. */
export function run(args: string[]): Promise<number> {
  return runVitest(['--config', 'vitest.package.config.ts', ...args]);
}
