import { DEFAULT_LOG_SCOPE, type LogScope, formatLogScope, parseLogScope } from './log-scope.js';
import { DEFAULT_SCOPE, type RangeId, type Scope, formatScope, parseScope } from './scope.js';

/**
 * Where the page is: the overview, one error in front of it; the logs, perhaps with one record in front of them. Kept in
 * the address's hash, so that the back button, bookmarks and links work with plain static files.
 */
export type Route =
  | { page: 'overview'; scope: Scope }
  | { page: 'record'; id: string; scope: Scope }
  | { page: 'logs'; scope: LogScope; id?: string };

/** Reads `#/…`; an address that nobody knows is the overview. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = splitOnce(hash.replace(/^#\/?/, ''), '?');
  const parameters = new URLSearchParams(query);
  const [, logs, found] = /^(logs\/)?records\/([^/]+)$/.exec(path) ?? [];
  const id = found === undefined ? undefined : decode(found);
  if (path === 'logs') return { page: 'logs', scope: parseLogScope(parameters) };
  if (logs !== undefined && id !== undefined) return { page: 'logs', scope: parseLogScope(parameters), id };
  const scope = parseScope(parameters);
  return id === undefined ? { page: 'overview', scope } : { page: 'record', id, scope };
}

/** The address of a route, for `href` and `location.hash`. */
export function formatRoute(route: Route): string {
  const query = route.page === 'logs' ? formatLogScope(route.scope) : formatScope(route.scope);
  return `#/${pathOf(route)}${query === '' ? '' : `?${query}`}`;
}

/** The record that is open in front of the page. */
export function openIdOf(route: Route): string | undefined {
  return route.page === 'overview' ? undefined : route.id;
}

/** The same page with another record open, or with none. */
export function withRecord(route: Route, id: string | undefined): Route {
  if (route.page === 'logs') return { page: 'logs', scope: route.scope, ...(id === undefined ? {} : { id }) };
  return id === undefined ? { page: 'overview', scope: route.scope } : { page: 'record', id, scope: route.scope };
}

/** The same page with another range. */
export function withRange(route: Route, range: RangeId): Route {
  return route.page === 'logs'
    ? { ...route, scope: { ...route.scope, range } }
    : { ...route, scope: { ...route.scope, range } };
}

/** The start of one of the pages; the range goes along. */
export function pageRoute(page: 'overview' | 'logs', range: RangeId): Route {
  return page === 'logs'
    ? { page, scope: { ...DEFAULT_LOG_SCOPE, range } }
    : { page, scope: { ...DEFAULT_SCOPE, range } };
}

function pathOf(route: Route): string {
  const logs = route.page === 'logs' ? 'logs' : '';
  const id = openIdOf(route);
  if (id === undefined) return logs;
  return `${logs === '' ? '' : 'logs/'}records/${encodeURIComponent(id)}`;
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    // A broken %-sequence can only come from an address typed by hand; it names no record.
    return undefined;
  }
}
