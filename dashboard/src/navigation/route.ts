import { type FilterName, type Level, type Scope, formatScope, parseScope } from './scope.js';

/** How a page is addressed. */
export interface PageAddress {
  /** What follows `#/`; empty for the first page. */
  path: string;
  /** The filters that the page has. */
  filters: readonly FilterName[];
  /** The levels it can narrow to; all where not given. */
  levels?: readonly Level[];
}

/**
 * Where the reader is: a page, and perhaps one record open in front of it. Kept in the address's hash, so that the back
 * button, bookmarks and links work with plain static files.
 */
export interface Route {
  /** The page's path. */
  page: string;
  scope: Scope;
  /** The record that is open. */
  id?: string;
}

/** Reads `#/…`; an address that nobody knows is the first page. */
export function parseRoute(hash: string, pages: readonly [PageAddress, ...PageAddress[]]): Route {
  const [address = '', query = ''] = splitOnce(hash.replace(/^#\/?/, ''), '?');
  const [, before = '', found] = /^(?:(.*)\/)?records\/([^/]+)$/.exec(address) ?? [];
  const id = found === undefined ? undefined : decode(found);
  const known = pages.find(({ path }) => path === (found === undefined ? address : before));
  const { path, filters, levels } = known ?? pages[0];
  const scope = parseScope(new URLSearchParams(query), filters, levels);
  return withRecord({ page: path, scope }, known && id);
}

/** The address of a route, for `href` and `location.hash`. */
export function formatRoute({ page, scope, id }: Route): string {
  const query = formatScope(scope);
  const parts = [page, ...(id === undefined ? [] : ['records', encodeURIComponent(id)])];
  return `#/${parts.filter((part) => part !== '').join('/')}${query === '' ? '' : `?${query}`}`;
}

/** The same page with another record open, or with none. */
export function withRecord({ page, scope }: Route, id: string | undefined): Route {
  return { page, scope, ...(id === undefined ? {} : { id }) };
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
