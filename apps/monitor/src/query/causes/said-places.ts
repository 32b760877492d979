import type { AccessRecord } from '@log-monitor/access-record';
import type { RecordRow } from '../records/stored-record.js';

/** Members of attributes that hold a path or a route: ours, OpenTelemetry's, and those of the usual loggers. */
export const PLACE_ATTRIBUTES = ['route', 'path', 'url', 'http.route', 'url.path', 'http.target', 'endpoint'] as const;

/** Paths and routes that an error's attributes name. */
export function errorPlaces({ attributes }: Pick<RecordRow, 'attributes'>): string[] {
  return PLACE_ATTRIBUTES.map((name) => attributes?.[name]).filter((value) => typeof value === 'string');
}

/**
 * What a line calls the place that the request was sent to: its host, its upstreams, and the gateway's names of service and route.
 *
 * @param parsed null: the line is not the whole one
 */
export function namesOf(host: string | null, parsed: AccessRecord | null): string[] {
  const upstreams = parsed?.upstreams?.map(({ address }) => address) ?? [];
  const named = Object.values(parsed?.attributes ?? {}).filter((value) => typeof value === 'string');
  return [host, ...upstreams, ...named].filter((name) => typeof name === 'string' && name !== '') as string[];
}
