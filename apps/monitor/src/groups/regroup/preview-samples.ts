import type { GroupPreviewSample } from '@log-monitor/monitor-api';
import type pg from 'pg';
import type { Place } from './place.js';
import type { Flow } from './tally.js';

const MOST_CHARACTERS = 500;

const SELECT = `
  SELECT r.id, r.time, service.name AS service, left(r.message, ${MOST_CHARACTERS}) AS message
    FROM unnest($1::uuid[], $2::timestamptz[]) AS given (id, time)
    JOIN error_record r ON r.id = given.id AND r.time = given.time JOIN service ON service.id = r.service_id`;

/** The record of a place; undefined when it has left with the retention. */
export type SampleOf = (place: Place) => GroupPreviewSample | undefined;

/** Reads the records that stand for these. */
export async function readSamples(client: pg.Client, flows: readonly Flow[]): Promise<SampleOf> {
  const places = flows.flatMap(({ samples }) => samples);
  const { rows } = await client.query<Omit<GroupPreviewSample, 'time'> & { time: Date }>(SELECT, [
    places.map(({ id }) => id),
    places.map(({ time }) => time),
  ]);
  const samples = new Map(rows.map(({ time, ...row }) => [row.id, { ...row, time: time.toISOString() }]));
  return ({ id }) => samples.get(id);
}
