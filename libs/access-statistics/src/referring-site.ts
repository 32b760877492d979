import { MOST_HOST_UNITS } from './facets.js';

/**
 * The host of a referrer, in lower case and without port. A referrer is anybody's text: what is no absolute address gives undefined.
 */
export function referringSite(referrer: string | undefined): string | undefined {
  if (referrer === undefined) return undefined;
  const scheme = referrer.indexOf('://');
  if (scheme < 1 || scheme > 16) return undefined;
  const start = scheme + 3;
  let end = start;
  while (end < referrer.length && !isEnd(referrer.charCodeAt(end))) end += 1;
  const authority = referrer.slice(start, end);
  const site = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '');
  return site === '' || site.length > MOST_HOST_UNITS ? undefined : site.toLowerCase();
}

/** `/`, `?`, `#` or a space. */
function isEnd(unit: number): boolean {
  return unit === 0x2f || unit === 0x3f || unit === 0x23 || unit === 0x20;
}
