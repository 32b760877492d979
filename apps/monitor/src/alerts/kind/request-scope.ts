import type { AlertScope } from '@log-monitor/monitor-api';
import { matchesPattern } from '../measure/name-pattern.js';
import type { RequestPlace } from '../measure/request-sums.js';

const UNKNOWN_HOST = '(unknown)';

/** Whether a rule with this scope looks at requests that were counted there. */
export function isInScope({ hosts, routes, sources }: AlertScope, { source, host, route }: RequestPlace): boolean {
  return isNamed(sources, source) && isNamed(hosts, shownHost(host)) && isNamed(routes, route);
}

/** @param patterns undefined: any name */
export function isNamed(patterns: readonly string[] | undefined, name: string): boolean {
  return patterns?.some((pattern) => matchesPattern(pattern, name)) ?? true;
}

/** As answers show a host that the lines do not name. */
export function shownHost(host: string): string {
  return host === '' ? UNKNOWN_HOST : host;
}
