import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WallClock } from '@log-monitor/access-log';
import { readAccess, readError } from './support/read-line.js';

/** A local time as if it were UTC. */
const wall = (text: string): number => Date.parse(`${text}Z`);

const read = (clock: WallClock, ...times: string[]): [string, string | undefined][] =>
  times.map((time) => {
    const { timestamp, flag } = clock.resolve(wall(time));
    return [new Date(timestamp).toISOString(), flag];
  });

describe('local times without a zone', () => {
  it('follow the rule of their own date', () => {
    expect(read(new WallClock('Europe/Berlin'), '2025-01-15T12:00:00', '2025-07-15T12:00:00')).toEqual([
      ['2025-01-15T11:00:00.000Z', undefined],
      ['2025-07-15T10:00:00.000Z', undefined],
    ]);
    expect(read(new WallClock('Asia/Seoul'), '2025-12-10T10:23:10')).toEqual([['2025-12-10T01:23:10.000Z', undefined]]);
    expect(read(new WallClock('Asia/Kolkata'), '2025-12-10T05:30:00')).toEqual([['2025-12-10T00:00:00.000Z', undefined]]); // prettier-ignore
  });

  it('that the clocks skipped are kept and flagged', () => {
    expect(read(new WallClock('Europe/Berlin'), '2025-03-30T01:59:59', '2025-03-30T02:30:00', '2025-03-30T03:00:00')).toEqual([
      ['2025-03-30T00:59:59.000Z', undefined],
      ['2025-03-30T01:30:00.000Z', 'time_skipped'],
      ['2025-03-30T01:00:00.000Z', undefined],
    ]); // prettier-ignore
  });

  it('of the repeated hour are the first pass until a line jumps back', () => {
    const clock = new WallClock('Europe/Berlin');
    const times = ['2025-10-26T01:59:00', '2025-10-26T02:10:00', '2025-10-26T02:59:59', '2025-10-26T02:59:58', '2025-10-26T02:00:01', '2025-10-26T02:30:00', '2025-10-26T02:29:59', '2025-10-26T02:59:59', '2025-10-26T03:00:00', '2025-10-26T02:59:59']; // prettier-ignore
    expect(read(clock, ...times)).toEqual([
      ['2025-10-25T23:59:00.000Z', undefined],
      ['2025-10-26T00:10:00.000Z', 'time_repeated_first'],
      ['2025-10-26T00:59:59.000Z', 'time_repeated_first'],
      ['2025-10-26T00:59:58.000Z', 'time_repeated_first'],
      ['2025-10-26T01:00:01.000Z', 'time_repeated_second'],
      ['2025-10-26T01:30:00.000Z', 'time_repeated_second'],
      ['2025-10-26T01:29:59.000Z', 'time_repeated_second'],
      ['2025-10-26T01:59:59.000Z', 'time_repeated_second'],
      ['2025-10-26T02:00:00.000Z', undefined],
      ['2025-10-26T01:59:59.000Z', 'time_repeated_second'],
    ]);
  });

  it('works where the clocks move by half an hour', () => {
    expect(read(new WallClock('Australia/Lord_Howe'), '2025-04-06T01:29:00', '2025-04-06T01:45:00', '2025-04-06T01:31:00', '2025-04-06T02:00:00')).toEqual([
      ['2025-04-05T14:29:00.000Z', undefined],
      ['2025-04-05T14:45:00.000Z', 'time_repeated_first'],
      ['2025-04-05T15:01:00.000Z', 'time_repeated_second'],
      ['2025-04-05T15:30:00.000Z', undefined],
    ]); // prettier-ignore
  });

  it('lead back to the same local time, whenever they exist', () => {
    for (const zone of [
      'America/New_York',
      'Europe/Berlin',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'America/Sao_Paulo',
      'UTC',
    ]) {
      const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 2_000_000_000 }), (seconds) => {
          const { timestamp, flag } = new WallClock(zone).resolve(seconds * 1000);
          const back = wall(shown.format(timestamp).replace(' ', 'T'));
          return flag === 'time_skipped' || back === seconds * 1000;
        }),
        { numRuns: 100 },
      );
    }
  });

  it('need a zone that exists', () => {
    expect(() => new WallClock('Mars/Olympus')).toThrow(RangeError);
  });
});

it('takes the zone of the source for error logs, and none else', () => {
  const line = '2025/07/09 02:43:12 [error] 33#33: x';
  expect(readError(line, { timeZone: 'America/New_York' }).timestamp).toBe(Date.parse('2025-07-09T06:43:12Z'));
  expect(readError(line).timestamp).toBe(Date.parse('2025-07-09T02:43:12Z'));
  const access = '1.2.3.4 - - [09/Jul/2025:02:43:12 +0330] "GET / HTTP/1.1" 200 1';
  expect(readAccess(access, { timeZone: 'America/New_York' }).timestamp).toBe(Date.parse('2025-07-08T23:13:12Z'));
  const skipped = '2025/03/30 02:30:00 [error] 33#33: x';
  expect(readError(skipped, { timeZone: 'Europe/Berlin' }).flags).toEqual(['time_skipped']);
});

describe('ways to write a time', () => {
  const json = (time: unknown): number | undefined =>
    readAccess(JSON.stringify({ time, remote_addr: '1.2.3.4', status: 200 })).timestamp;
  const noon = Date.parse('2025-12-10T12:00:00Z');

  it.each<[unknown, number]>([
    [noon / 1000, noon],
    [noon / 1000 + 0.123, noon + 123],
    [`${noon / 1000}.123`, noon + 123],
    [noon, noon],
    [noon * 1000, noon],
    [noon * 1_000_000, noon],
    ['2025-12-10T12:00:00Z', noon],
    ['2025-12-10T21:00:00+09:00', noon],
    ['2025-12-10T21:00:00.000+0900', noon],
    ['2025-12-10 12:00:00,250', noon + 250],
    ['2025-12-10T12:00:00.123456789Z', noon + 123.456789],
    ['10/Dec/2025:05:00:00 -0700', noon],
    [0, 0],
    ['1970-01-01T00:00:00Z', 0],
    ['9999-12-31T23:59:59Z', Date.parse('9999-12-31T23:59:59Z')],
  ])('%j', (time, expected) => {
    expect(json(time)).toBeCloseTo(expected, 3);
  });

  it('agrees with Date on every day of the common log format', () => {
    const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
    fc.assert(
      fc.property(fc.integer({ min: Date.parse('0001-01-02') / 1000, max: Date.parse('9999-12-30') / 1000 }), (seconds) => {
        const iso = new Date(seconds * 1000).toISOString();
        const time = `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1] ?? ''}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
        return readAccess(`1.2.3.4 - - [${time}] "GET / HTTP/1.1" 200 1`, { format: 'common' }).timestamp === seconds * 1000;
      }),
      { numRuns: 300 },
    ); // prettier-ignore
  });
});
