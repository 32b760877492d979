import path from 'node:path';
import { ROOT } from '../checkout/root.js';
import { runNode } from '../stack/process/run-child.js';

/**
 * `npm run test:api`: the running HTTP side against its own description, by schemathesis from PyPI, which is installed once into
 * the cache folder. Arguments go to `schemathesis run`.
 */
export function run(args: string[]): Promise<number> {
  const script = path.join(ROOT, 'apps', 'monitor', 'test', 'api', 'run.mjs');
  return runNode({ args: [script, ...args] });
}
