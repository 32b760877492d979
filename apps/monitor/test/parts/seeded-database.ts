import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SEED = fileURLToPath(new URL('../../bench/seed.mjs', import.meta.url));

/** Fills an empty database as the benchmarks do: seven days up to now, 20 services, one record in twenty an error. */
export async function seedDatabase(databaseUrl: string, records: number): Promise<void> {
  const child = spawn(process.execPath, [SEED, databaseUrl, String(records)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`seed.mjs ended with ${String(code)}: ${output}`);
}
