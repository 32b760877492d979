import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../parts/stopped-while-leaders-change.mjs', import.meta.url));

/** What the process says, and whether it had to be killed: its loop gives way to nothing. */
async function runs(argument: string, timeout: number): Promise<{ said: string; hung: boolean }> {
  const child = spawn(process.execPath, [SCRIPT, argument], { stdio: ['ignore', 'pipe', 'inherit'], timeout, killSignal: 'SIGKILL' }); // prettier-ignore
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  await once(child, 'close');
  return { said: said.trim(), hung: child.signalCode === 'SIGKILL' };
}

it('a consumer that is stopped while leaders change does not stop the process', async () => {
  expect(await runs('mended', 30_000)).toEqual({ said: 'stopped', hung: false });
});

it('kafkajs as it is stands still: the day it does not, our change can go', async () => {
  expect(await runs('as it is', 3000)).toEqual({ said: '', hung: true });
});
