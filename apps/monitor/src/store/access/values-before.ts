import { type Facet, OTHER, type ValuesBefore } from '@log-monitor/access-statistics';
import type pg from 'pg';
import { DAY_SECONDS, dayOf } from './day-windows.js';

/** Slots of more days at once are what is old, or has wrong times. */
const MOST_DAYS = 8;

const SELECT = `
  SELECT value, sum(requests)::float8 AS requests, sum(errors)::float8 AS errors, sum(duration_us)::float8 AS duration_us
  FROM access_window WHERE facet = $1 AND width = ${DAY_SECONDS} AND start = ANY($2) AND value <> '${OTHER}'
  GROUP BY value`;

interface Row {
  value: string;
  requests: number;
  errors: number;
  duration_us: number;
}

/**
 * What the values of a facet had so far on the days of these slots and on the days before. What is kept of a slot follows it, so that windows keep the same
 * values: what is asked for once in ten minutes and is slow, or comes all day, can be told from what comes once.
 *
 * @param starts begins of the slots, seconds since 1970
 * @returns undefined when the facet keeps all of its values
 */
export async function valuesBefore(
  client: pg.PoolClient,
  { number, cap }: Facet,
  starts: readonly number[],
): Promise<ValuesBefore | undefined> {
  if (!Number.isFinite(cap)) return undefined;
  const days = new Set(starts.flatMap((start) => [dayOf(start), dayOf(start) - DAY_SECONDS]));
  const latest = [...days].sort((a, b) => b - a).slice(0, MOST_DAYS);
  const { rows } = await client.query<Row>(SELECT, [number, latest.map((day) => new Date(day * 1000))]);
  return new Map(
    rows.map(({ value, requests, errors, duration_us }) => [value, { requests, errors, durationUs: duration_us }]),
  );
}
