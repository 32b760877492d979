import { expect, it } from 'vitest';
import { identify, isRunning } from '../src/stack/process/process-identity.js';
import { collectGroup } from '../src/stack/process/run-child.js';
import { waitFor } from '../src/testing/wait-for.js';

/** Starts a process that writes to the same output for ever, prints its number, and fails. */
const LEAVES_A_CHILD = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'inherit' });
  child.on('spawn', () => { console.log(child.pid); throw new Error('it crashed'); });
`;

it.skipIf(process.platform === 'win32')(
  'a script that crashes ends, and what it had started ends with it',
  async () => {
    const { code, stdout, output } = await collectGroup(['-e', LEAVES_A_CHILD], process.env);
    expect(code).toBe(1);
    expect(output).toContain('it crashed');
    const left = identify(Number(stdout));
    await waitFor(() => !isRunning(left), { timeoutMs: 5_000, what: 'the end of what it left' });
  },
  20_000,
);
