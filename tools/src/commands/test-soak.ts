import { parseArgs } from 'node:util';
import { runVitest } from '../testing/run-vitest.js';
import { ToolError } from '../checkout/tool-error.js';

/**
 * `npm run test:soak -- --minutes N --seed S`: load with random faults for N minutes, then every record is accounted for. The same seed
 * gives the same faults in the same order.
 */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '5' },
      seed: { type: 'string', default: String(Date.now() % 100_000) },
    },
  });
  for (const [name, value] of Object.entries(values)) {
    if (!/^\d{1,6}$/.test(value))
      throw new ToolError('INVALID_VARIABLE', `--${name} must be a whole number, not ${value}.`);
  }
  console.log(`soak of ${values.minutes} minutes with seed ${values.seed}`);
  process.env['SOAK_MINUTES'] = values.minutes;
  process.env['SOAK_SEED'] = values.seed;
  return await runVitest(['--config', 'vitest.soak.config.ts']);
}
