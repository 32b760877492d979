import { type Scope, formatScope, parseScope } from './scope.js';

/**
 * Where the page is: the overview, or one record in front of it. Kept in the address's hash, so that the back button,
 * bookmarks and links work with plain static files.
 */
export type Route = { page: 'overview'; scope: Scope } | { page: 'record'; id: string; scope: Scope };

/** Reads `#/…`; an address that nobody knows is the overview. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = splitOnce(hash.replace(/^#\/?/, ''), '?');
  const scope = parseScope(new URLSearchParams(query));
  const record = /^records\/([^/]+)$/.exec(path);
  const id = record?.[1] === undefined ? undefined : decode(record[1]);
  return id === undefined ? { page: 'overview', scope } : { page: 'record', id, scope };
}

/** The address of a route, for `href` and `location.hash`. */
export function formatRoute(route: Route): string {
  const query = formatScope(route.scope);
  const path = route.page === 'record' ? `records/${encodeURIComponent(route.id)}` : '';
  return `#/${path}${query === '' ? '' : `?${query}`}`;
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
