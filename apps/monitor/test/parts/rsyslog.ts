import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { waitFor } from '@log-monitor/tools';

/**
 * Starts rsyslog with a configuration and waits until it runs.
 *
 * @param folder for what it keeps
 */
export async function startRsyslog(
  program: string,
  folder: string,
  configuration: string,
): Promise<{ stop: () => Promise<void> }> {
  const work = `${folder}/rsyslog`;
  mkdirSync(work);
  writeFileSync(`${work}/rsyslog.conf`, `global(workDirectory="${work}")\n${configuration}`);
  const child = spawn(program, ['-n', '-f', `${work}/rsyslog.conf`, '-i', `${work}/pid`], { stdio: 'pipe' });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const hasStarted = (): boolean => {
    if (child.exitCode !== null) throw new Error(`rsyslog ended: ${output}`);
    return existsSync(`${work}/pid`);
  };
  await waitFor(hasStarted, { timeoutMs: 20_000, what: 'rsyslog' });
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
