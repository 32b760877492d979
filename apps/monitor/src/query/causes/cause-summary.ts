import type { AccessCause } from '@log-monitor/monitor-api';
import type { AccessFilter } from '../access/access-filter.js';

/**
 * `62 % of the 502s on POST /pay/:id: PaymentError in booking`
 *
 * @param cause the most frequent; undefined: nothing is explained
 * @param filter by which the requests were chosen
 */
export function summaryOf(
  cause: Pick<AccessCause, 'share' | 'title' | 'service' | 'requests' | 'matched'> | undefined,
  { statuses = [], routes = [], hosts = [] }: Pick<AccessFilter, 'statuses' | 'routes' | 'hosts'>,
): string | null {
  if (cause === undefined) return null;
  const { share, title, service, requests, matched } = cause;
  const [route, ...otherRoutes] = routes;
  const [host, ...otherHosts] = hosts;
  const where = [
    route !== undefined && otherRoutes.length === 0 ? ` on ${route}` : '',
    host !== undefined && otherHosts.length === 0 ? ` of ${host}` : '',
  ].join('');
  const isGuess = 2 * matched.time > requests;
  return `${percentOf(share)} of ${wordsOf(statuses)}${where}: ${title} in ${service}${isGuess ? ' (a guess by time)' : ''}`;
}

function wordsOf(statuses: NonNullable<AccessFilter['statuses']>): string {
  const [status, ...others] = statuses;
  if (others.length > 0 || status === undefined || status === 'errors') return 'the failed requests';
  return typeof status === 'number' ? `the ${status}s` : `the ${status}`;
}

/** Never rounded into a claim. */
function percentOf(share: number): string {
  if (share >= 1) return '100 %';
  const percent = Math.round(share * 100);
  if (percent === 0) return '< 1 %';
  return percent === 100 ? '> 99 %' : `${percent} %`;
}
