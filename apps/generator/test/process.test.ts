import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { AccessLogSource } from '@log-monitor/access-log';
import { describe, expect, it } from 'vitest';
import { linesOf } from './support/run-generator.js';

const PROGRAM = path.join(import.meta.dirname, '..', 'bin', 'log-monitor-generate.mjs');

describe('the program', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('ends on %s with whole lines and exit code 0', async (signal) => {
    const child = spawn(process.execPath, [PROGRAM, '-r', '300', '-f', 'main']);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    while (linesOf(output.slice(0, output.lastIndexOf('\n') + 1)).length < 50) await once(child.stdout, 'data');
    child.kill(signal);
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(0);
    const lines = linesOf(output);
    const source = new AccessLogSource({ format: 'main' });
    for (const line of lines) source.read(line);
    expect(source.counts.access).toBe(lines.length);
  });

  it('ends quietly when its reader has had enough', async () => {
    const child = spawn(process.execPath, [PROGRAM, '--from', '1d', '-r', '50']);
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
    expect(complaints).toBe('');
  });
});
