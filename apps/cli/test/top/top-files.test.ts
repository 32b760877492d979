import { execFile, spawn } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { AccessReport } from '@log-monitor/access-report';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('../../bin/log-monitor.mjs', import.meta.url));
const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'top-'));
});
afterAll(() => rm(folder, { recursive: true }));

function line(index: number): string {
  const second = String(index % 60).padStart(2, '0');
  return `203.0.113.${index % 200} - - [20/Nov/2026:07:00:${second} +0000] "GET /orders/${index % 1000} HTTP/1.1" ${index % 10 === 0 ? 404 : 200} ${index % 500} "-" "curl/8.1"`;
}
const linesOf = (from: number, count: number): string =>
  Array.from({ length: count }, (_, index) => `${line(from + index)}\n`).join('');

async function written(name: string, content: string | Buffer): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

async function report(...argv: string[]): Promise<AccessReport> {
  const { stdout } = await run(process.execPath, [CLI, 'top', ...argv, '-o', 'json'], { maxBuffer: 1e8 });
  return JSON.parse(stdout) as AccessReport;
}

/** All but its name. */
const figures = ({ of: _, ...rest }: AccessReport): object => rest;

describe('log-monitor top of files', () => {
  it('gives the same report of one file, of two, of a compressed one, and of standard input', async () => {
    const whole = await report('-i', await written('whole.log', linesOf(0, 4000)));
    expect(whole.total).toMatchObject({ requests: 4000, errors: 400, clients: 200 });
    expect(whole.lines).toMatchObject({ read: 4000, unparsed: 0 });
    expect(whole.from).toBe('2026-11-20T07:00:00.000Z');
    const halves = [await written('1.log', linesOf(0, 2000)), await written('2.log', linesOf(2000, 2000))];
    expect(figures(await report('-i', halves[0] ?? '', '-i', halves[1] ?? ''))).toEqual(figures(whole));
    const packed = await written('whole.log.1', gzipSync(linesOf(0, 4000)));
    expect(figures(await report(packed))).toEqual(figures(whole));
    const child = spawn(process.execPath, [CLI, 'top', '-i', '-', '-o', 'json']);
    child.stdin.end(linesOf(0, 4000));
    let text = '';
    for await (const piece of child.stdout) text += String(piece);
    expect(figures(JSON.parse(text) as AccessReport)).toEqual(figures(whole));
  });

  it('counts every line of a file that several threads read', async () => {
    const count = 420_000;
    const file = await written('large.log', '');
    for (let from = 0; from < count; from += 20_000) await appendFile(file, linesOf(from, 20_000));
    // Without its end, the last line is one too.
    await appendFile(file, line(0));
    const { total, lines, panels } = await report(file);
    expect(lines).toMatchObject({ read: count + 1, unparsed: 0 });
    expect(total).toMatchObject({ requests: count + 1, errors: count / 10 + 1, clients: 200 });
    const urls = panels.find(({ name }) => name === 'urls');
    expect(urls?.rows.find(({ name }) => name === '/orders/0')?.requests).toBe(count / 1000 + 1);
    expect(urls?.approximate).toBe(0);
  });

  it('reads lines that are too long, empty or none as such, and goes on', async () => {
    const long = 'x'.repeat(5 * 1024 * 1024);
    const file = await written('odd.log', `${line(1)}\r\n\n${long}\nno request\n${line(2)}\n`);
    expect((await report(file)).lines).toMatchObject({ read: 4, unparsed: 2 });
  });

  it('knows formats that say at their heads what follows, and those that are named', async () => {
    const w3c = `#Version: 1.0\n#Fields: date time c-ip cs-method cs-uri-stem sc-status time-taken\n${'2026-11-20 07:00:00 10.0.0.1 GET /a 200 15\n'.repeat(300)}`;
    const { total } = await report(await written('u_ex.log', w3c));
    expect(total).toMatchObject({ requests: 300 });
    expect(total.latency.measured).toBe(300);
    const own = await written('own.log', '10.0.0.7|200|GET /x HTTP/1.1|0.250\n'.repeat(3));
    const named = await report(own, '--format', '$remote_addr|$status|$request|$request_time');
    expect(named.total).toMatchObject({ requests: 3 });
    expect(named.total.latency.max).toBe(250);
  });

  it('writes what the name of the file says', async () => {
    const file = await written('w.log', linesOf(0, 10));
    await run(process.execPath, [CLI, 'top', '-i', file, '-o', path.join(folder, 'r.html')]);
    expect(await readFile(path.join(folder, 'r.html'), 'utf8')).toMatch(/^<!doctype html>/);
    await run(process.execPath, [CLI, 'top', '-i', file, '-o', path.join(folder, 'r.txt')]);
    expect(await readFile(path.join(folder, 'r.txt'), 'utf8')).toMatch(/^Requests of w\.log\n2026-11-20 07:00:00 UTC/);
    const { stdout } = await run(process.execPath, [CLI, 'top', '-i', file]);
    expect(stdout).toMatch(/^requests +10$/m);
  });

  it.each([
    ['a file that is not there', ['-i', '/no/such.log'], 'ENOENT'],
    ['a folder', ['-i', '/tmp'], 'is a folder'],
    ['a format that is none', ['-i', CLI, '--format', 'nonsense'], 'there is no format'],
  ])('says so and ends with 1: %s', async (_, argv, reason) => {
    await expect(run(process.execPath, [CLI, 'top', ...argv, '-o', 'text'])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(reason) as string,
    });
  });
});
