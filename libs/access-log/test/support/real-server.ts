import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { waitFor } from '@log-monitor/tools';

/** A web server that runs in the foreground until it is stopped. */
export interface RealServer {
  stop(): Promise<void>;
}

/** @param version what makes it tell its version @returns the program's path, undefined when it is not installed */
export function findProgram(name: string, version = '-v'): string | undefined {
  const places = ['/usr/sbin', '/usr/local/sbin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].map(
    (folder) => `${folder}/${name}`,
  );
  return places.find((place) => existsSync(place) && spawnSync(place, [version]).status === 0);
}

/** Starts a server and waits until it listens. */
export async function startServer(program: string, args: readonly string[], port: number): Promise<RealServer> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await waitFor(
    () => {
      if (child.exitCode !== null) throw new Error(`${program} ended: ${output}`);
      return isListening(port);
    },
    { timeoutMs: 20_000, what: `${program} on port ${port}` },
  );
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** Whole lines of a log file, as bytes. */
export function logLines(file: string): Buffer[] {
  const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const lines: Buffer[] = [];
  for (let from = 0, end = bytes.indexOf(10); end !== -1; from = end + 1, end = bytes.indexOf(10, from)) {
    lines.push(bytes.subarray(from, end));
  }
  return lines;
}
