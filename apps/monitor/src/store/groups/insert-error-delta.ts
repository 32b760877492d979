import { DistinctCount } from '@log-monitor/access-statistics';
import type pg from 'pg';
import { MINUTE_MS } from '../../time/durations.js';
import { isoTime } from '../connection/iso-time.js';
import type { PlacedError } from './placed-error.js';
import type { ErrorCell } from './error-cell.js';

const INSERT = 'INSERT INTO error_delta (arrived_from, body) VALUES ($1, $2)';

interface Tally extends Omit<ErrorCell, 'minutes' | 'users'> {
  minutes: Map<number, number>;
  users: DistinctCount | undefined;
}

/** Writes down what a batch adds to the counts of problems: a row that no other transaction touches, however hot a problem is. */
export async function insertErrorDelta(client: pg.PoolClient, stored: readonly PlacedError[]): Promise<void> {
  const cells = cellsOf(stored);
  if (cells.length === 0) return;
  const arrivedFrom = stored.reduce((least, { record }) => Math.min(least, record.kafkaTime), Number.POSITIVE_INFINITY);
  await client.query({
    name: 'insert_error_delta',
    text: INSERT,
    values: [isoTime(arrivedFrom), JSON.stringify(cells)],
  });
}

function cellsOf(stored: readonly PlacedError[]): ErrorCell[] {
  const tallies = new Map<string, Tally>();
  for (const placed of stored) {
    if (placed.problem === undefined) continue;
    const fingerprint = String(placed.problem.hash);
    const version = placed.record.version ?? '';
    const key = `${fingerprint}/${placed.place.serviceId}/${version}`;
    let tally = tallies.get(key);
    if (tally === undefined) tallies.set(key, (tally = newTally(fingerprint, version, placed)));
    add(tally, placed);
  }
  return [...tallies.values()].map(({ minutes, users, ...cell }) => ({
    ...cell,
    minutes: [...minutes],
    ...(users && { users: users.encode().toString('base64') }),
  }));
}

function newTally(fingerprint: string, version: string, { record, place, time }: PlacedError): Tally {
  return {
    ...{ fingerprint, serviceId: place.serviceId, version, minutes: new Map(), users: undefined },
    ...{ first: [time, record.id], last: time, happened: 0 },
  };
}

function add(tally: Tally, { record, time }: PlacedError): void {
  const minute = Math.floor(time / MINUTE_MS) * MINUTE_MS;
  tally.minutes.set(minute, (tally.minutes.get(minute) ?? 0) + 1);
  const [earliest, id] = tally.first;
  // Of two records of one millisecond always the same one, in whatever order they come.
  if (time < earliest || (time === earliest && record.id < id)) tally.first = [time, record.id];
  tally.last = Math.max(tally.last, time);
  tally.happened = Math.max(tally.happened, Math.min(time, record.kafkaTime));
  if (record.userId !== null) (tally.users ??= new DistinctCount()).add(record.userId);
}
