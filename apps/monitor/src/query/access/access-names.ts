import type { ProjectOf } from '@log-monitor/access-log';
import { listOrNull } from '../database/filter-values.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { DAY_MS } from '../../time/durations.js';
import type { AccessFilter } from './access-filter.js';
import type { AccessStart } from './access-start.js';
import { readDeltas } from './delta-reader.js';
import type { ResolvedNames } from './request-conditions.js';
import type { Span } from './time-buckets.js';

/** What stands in answers for a host that the lines do not name. */
export const UNKNOWN_HOST = '(unknown)';

/** Hosts that were asked for in [$1, $2), which are whole days. */
export const ACCESS_HOSTS: Statement = {
  name: 'access-hosts',
  text: `
SELECT DISTINCT host FROM access_window WHERE facet = 2 AND width = 86400 AND start >= $1 AND start < $2`,
};

export function shownHost(host: string): string {
  return host === '' ? UNKNOWN_HOST : host;
}

/** Hosts as they are stored; null: all. */
export function storedHosts(hosts: readonly string[] | undefined): string[] | null {
  return listOrNull(hosts)?.map((host) => (host === UNKNOWN_HOST ? '' : host)) ?? null;
}

/**
 * The sources and hosts that a filter leaves.
 *
 * @returns null when nothing can match
 */
export async function resolveNames(
  snapshot: Snapshot,
  filter: AccessFilter,
  { start, span, projectOf }: { start: AccessStart; span: Span; projectOf: ProjectOf },
): Promise<ResolvedNames | null> {
  if (start.sources?.length === 0) return null;
  const asked = storedHosts(filter.hosts);
  const projects = listOrNull(filter.projects);
  if (!projects) return { sources: start.sources, hosts: asked };
  const known = asked ?? (await hostsIn(snapshot, span));
  const hosts = known.filter((host) => projects.includes(projectOfHost(projectOf, host)));
  return hosts.length === 0 ? null : { sources: start.sources, hosts };
}

export function projectOfHost(projectOf: ProjectOf, host: string): string {
  return projectOf(host === '' || host === UNKNOWN_HOST ? undefined : host);
}

async function hostsIn(snapshot: Snapshot, { from, to }: Span): Promise<string[]> {
  const first = new Date(Math.floor(from / DAY_MS) * DAY_MS);
  const [rows, open] = await Promise.all([
    snapshot.rows<{ host: string }>(ACCESS_HOSTS, [first, new Date(to)]),
    readDeltas(snapshot, 'host', { from, to }),
  ]);
  return [...new Set([...rows.map(({ host }) => host), ...open.map(({ host }) => host)])];
}
