import { isError, statusClass } from '@log-monitor/access-record';
import { LatencyHistogram } from '@log-monitor/access-statistics';
import type { AlertRule, AlertScope, AlertScopeMember } from '@log-monitor/monitor-api';
import type { Measurements } from '../measure/measurements.js';
import type { RequestCell, RequestFacet, RequestSums, RequestView } from '../measure/request-sums.js';
import type { Accepted, Measured } from './alert-kind.js';
import { isNamed, shownHost } from './request-scope.js';
import type { WatchedRule } from './watched-rule.js';

/** Hosts come from anybody: of more groups than this those with the most requests are watched. */
const MOST_GROUPS = 500;

export const REQUESTS: readonly AlertScopeMember[] = ['hosts', 'routes', 'sources'];

export const ABOUT_REQUESTS = {
  clock: 'event',
  about: 'requests',
  absent: 0,
} as const;

export const ACCEPTS_REQUESTS: Accepted = {
  scope: REQUESTS,
  groupBy: ['host', 'route'],
  parameters: ['windowSeconds', 'minimumVolume'],
};

/** What requests of one group come to. */
export interface RequestGroup {
  /** Of any status. */
  requests: number;
  /** Of the statuses that the rule asks for. */
  asked: number;
  errors: number;
  faults: number;
  /** Of those whose latency was measured. */
  latency: LatencyHistogram | undefined;
}

/** What requests have to be told apart by. The windows of routes do not know statuses. */
function facetOf({ scope, groupBy }: Pick<AlertRule, 'scope' | 'groupBy'>): RequestFacet {
  if (groupBy === 'route' || scope.routes !== undefined) return 'route';
  return scope.statuses === undefined ? 'host' : 'status';
}

export function viewOf(rule: Pick<AlertRule, 'kind' | 'scope' | 'groupBy'>): RequestView {
  return { facet: facetOf(rule), latency: rule.kind === 'access_latency' };
}

/** What the counts of routes cannot tell. */
export function statusProblem(rule: Pick<AlertRule, 'scope' | 'groupBy'>): string | undefined {
  const { statuses } = rule.scope;
  if (statuses === undefined || facetOf(rule) !== 'route') return undefined;
  const isCounted = statuses.length === 1 && (statuses[0] === 'errors' || statuses[0] === '5xx');
  return isCounted ? undefined : 'scope.statuses must be errors or 5xx where routes are told apart';
}

/** @returns undefined when it cannot be known: lines of a source that the rule watches are on their way */
export function perRequestGroup(
  rule: WatchedRule,
  measurements: Measurements,
  measure: (group: RequestGroup) => Omit<Measured, 'key'>,
): Measured[] | undefined {
  const groups = requestGroups(rule, measurements.requests(viewOf(rule.rule), rule.windowMinutes));
  return groups && [...groups].map(([key, group]) => ({ key, ...measure(group) }));
}

/**
 * Adds requests up by the rule's groups; without groups, all under ''.
 *
 * @returns undefined when it cannot be known
 */
export function requestGroups(rule: WatchedRule, sums: RequestSums | undefined): Map<string, RequestGroup> | undefined {
  const { scope, groupBy } = rule.rule;
  if (sums === undefined || [...sums.behind()].some((source) => isNamed(scope.sources, source))) return undefined;
  const groups = new Map<string, RequestGroup>();
  if (groupBy === undefined) groups.set('', emptyGroup());
  for (const cell of sums.cells()) {
    if (!rule.watchesRequests(cell)) continue;
    const key = groupBy === undefined ? '' : groupBy === 'route' ? cell.route : shownHost(cell.host);
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = emptyGroup()));
    addTo(group, cell, scope.statuses);
  }
  if (groups.size <= MOST_GROUPS) return groups;
  // Of equals always the same ones, so that a preview watches what the evaluation did.
  const largest = [...groups].sort(
    ([leftKey, left], [rightKey, right]) => right.requests - left.requests || (leftKey < rightKey ? -1 : 1),
  );
  return new Map(largest.slice(0, MOST_GROUPS));
}

function emptyGroup(): RequestGroup {
  return { requests: 0, asked: 0, errors: 0, faults: 0, latency: undefined };
}

function addTo(group: RequestGroup, cell: Readonly<RequestCell>, statuses: AlertScope['statuses']): void {
  group.requests += cell.requests;
  group.asked += askedOf(cell, statuses);
  group.errors += cell.errors;
  group.faults += cell.faults;
  if (cell.latency !== undefined) (group.latency ??= new LatencyHistogram()).merge(cell.latency);
}

function askedOf({ route, status, requests, errors, faults }: RequestCell, statuses: AlertScope['statuses']): number {
  if (statuses === undefined) return requests;
  if (route !== '') return statuses[0] === 'errors' ? errors : faults;
  return statuses.some((one) => (one === 'errors' ? isError(status) : statusClass(status) === one)) ? requests : 0;
}
