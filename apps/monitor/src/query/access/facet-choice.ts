import type { FacetName } from '@log-monitor/access-statistics';
import { type AccessFilter, needsRequests } from './access-filter.js';

/** What requests can be told apart by. */
export const DIMENSIONS = [
  'source',
  'host',
  'status',
  'method',
  'route',
  'path',
  'client',
  'referrer',
  'browser',
  'system',
  /** Path that was not found. */
  'missing',
] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/** What a facet's windows tell apart besides the source and, but for `total`, the host; the value of a window is the first of them. */
const TELLS: Readonly<Partial<Record<FacetName, readonly Dimension[]>>> = {
  total: [],
  host: [],
  status: ['status'],
  method: ['method'],
  route: ['route'],
  url: ['path', 'status'],
  client: ['client'],
  referrer: ['referrer'],
  browser: ['browser'],
  system: ['system'],
  not_found: ['missing'],
};

/** In the order in which they are tried: the first that can tell is the smallest. */
const CANDIDATES = Object.keys(TELLS) as FacetName[];

/**
 * The facet whose windows answer a question.
 *
 * @param by what is to be told apart
 * @returns undefined: only the requests themselves can tell
 */
export function chooseFacet(by: readonly Dimension[], filter: AccessFilter): FacetName | undefined {
  if (needsRequests(filter)) return undefined;
  const wanted = [...by, ...filteredBy(filter)];
  const byHost = wanted.includes('host');
  const told = wanted.filter((dimension) => dimension !== 'source' && dimension !== 'host');
  return CANDIDATES.find(
    (name) => (name !== 'total' || !byHost) && told.every((dimension) => TELLS[name]?.includes(dimension)),
  );
}

/** What the windows' value stands for; undefined: it is empty. */
export function valueOf(facet: FacetName): Dimension | undefined {
  return TELLS[facet]?.find((dimension) => dimension !== 'status');
}

function filteredBy(filter: AccessFilter): Dimension[] {
  const given: [Dimension, readonly unknown[] | undefined][] = [
    ['host', filter.hosts],
    ['host', filter.projects],
    ['status', filter.statuses],
    ['method', filter.methods],
    ['route', filter.routes],
    ['path', filter.paths],
    ['client', filter.clients],
  ];
  return given.filter(([, values]) => values !== undefined && values.length > 0).map(([dimension]) => dimension);
}
