import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AccessLogSource } from '@log-monitor/access-log';
import { afterAll, describe, expect, it } from 'vitest';
import { zoneOffset } from '../src/format/local-zone.js';
import { runGenerator } from './support/run-generator.js';

const HOUR = 3_600_000;
const folder = mkdtempSync(path.join(tmpdir(), 'generator-zone-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs with a configuration. */
async function generated(settings: object): Promise<readonly string[]> {
  const file = path.join(folder, 'settings.json');
  writeFileSync(file, JSON.stringify({ rate: 1, curve: 'flat', seed: 5, ...settings }));
  const { code, lines } = await runGenerator(['-c', file]);
  expect(code).toBe(0);
  return lines;
}

describe('the time zone of a server', () => {
  it('has the offset that holds at the moment', () => {
    const berlin = zoneOffset('Europe/Berlin');
    expect([Date.UTC(2025, 9, 26, 0, 59), Date.UTC(2025, 9, 26, 1, 0)].map(berlin)).toEqual([2 * HOUR, HOUR]);
    expect([Date.UTC(2025, 2, 30, 0, 59), Date.UTC(2025, 2, 30, 1, 0)].map(berlin)).toEqual([HOUR, 2 * HOUR]);
    expect(zoneOffset('-03:30')(0)).toBe(-3.5 * HOUR);
    expect(zoneOffset('Asia/Kathmandu')(0)).toBe(5.5 * HOUR);
    expect(() => zoneOffset('Europe/Nowhere')).toThrow(RangeError);
  });

  // Without zone in its lines, the error log shows which hour was skipped and which came twice.
  it.each([
    ['an hour twice', '2025-10-26T00:30:00Z', '2025-10-26T02:30:00Z', /^2025\/10\/26 02:/, 2],
    ['an hour never', '2025-03-30T00:30:00Z', '2025-03-30T02:30:00Z', /^2025\/03\/30 02:/, 0],
  ])('has %s where the clocks are moved, and our parser knows it', async (_name, from, to, hour, times) => {
    const lines = await generated({ from, to, timeZone: 'Europe/Berlin', broken: 0, statuses: { 500: 1 }, outputs: [{ to: '-', log: 'error' }] });
    expect(lines.length).toBeGreaterThan(100);
    const inHour = lines.filter((line) => hour.test(line)).length;
    expect(inHour / (lines.length / 2)).toBeCloseTo(times, 0);
    const source = new AccessLogSource({ format: 'nginx-error', timeZone: 'Europe/Berlin' });
    let before = Date.parse(from);
    for (const line of lines) {
      const [read] = source.read(line);
      const time = read?.line.timestamp ?? Number.NaN;
      expect(time).toBeGreaterThanOrEqual(before - 5_000);
      before = Math.max(before, time);
    }
    expect(before).toBeLessThanOrEqual(Date.parse(to));
    expect(before).toBeGreaterThan(Date.parse(to) - 60_000);
  }); // prettier-ignore
});

describe('several requests in one message', () => {
  it('are an array that is read as so many requests', async () => {
    const from = { from: '2025-11-27T10:00:00Z', to: '2025-11-27T10:01:00Z', broken: 0 };
    const arrays = await generated({ ...from, outputs: [{ to: '-', format: 'kong-json', batch: 10 }] });
    const singles = await generated({ ...from, outputs: [{ to: '-', format: 'kong-json' }] });
    const source = new AccessLogSource();
    for (const array of arrays) source.read(array);
    expect(arrays.length).toBeLessThan(singles.length);
    expect(source.counts).toMatchObject({ lines: singles.length, access: singles.length });
    expect(arrays.flatMap((array) => JSON.parse(array) as unknown[])).toEqual(singles.map((line) => JSON.parse(line) as unknown));
  }); // prettier-ignore

  it('of several lines go to topics only', async () => {
    const { code, notes } = await runGenerator(['-f', 'apisix-origin', '-o', path.join(folder, 'x.log'), '-n', '1']);
    expect(code).not.toBe(0);
    expect(notes.join(' ')).toContain('can only go to a topic');
  });
});
