import { MINUTE_MS } from '../../time/durations.js';
import type { KnownService } from './measurements.js';
import type { Sample } from './sample.js';

/** Runs a statement: in the transaction that decides, or in the snapshot of an answer. */
export type Read = <Row>(sql: string, values: readonly unknown[]) => Promise<Row[]>;

const READ_SERVICES = 'SELECT id, name FROM service ORDER BY id';

const READ_SAMPLES = `
  SELECT extract(epoch FROM minute)::float8 * 1000 AS minute, body FROM alert_sample WHERE minute > $1 AND minute <= $2`;

export async function readServices(read: Read): Promise<KnownService[]> {
  return read<KnownService>(READ_SERVICES, []);
}

/** Samples of the moments after `from` up to `to`, by their moment. */
export async function readSamples(read: Read, from: number, to: number): Promise<Map<number, Sample>> {
  const rows = await read<{ minute: number; body: Sample }>(READ_SAMPLES, [new Date(from), new Date(to)]);
  return new Map(rows.map(({ minute, body }) => [minute, body]));
}

/** The minute that a time lies in. */
export function floorMinute(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS;
}
