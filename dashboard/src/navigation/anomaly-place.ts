import type { Anomaly, AnomalyDetector } from '@log-monitor/monitor-api';
import { formatRoute } from './route.js';
import { DEFAULT_SCOPE, RANGES, type Scope } from './scope.js';

/** The path of the page Anomalies. */
export const ANOMALIES_PATH = 'anomalies';

/** Kinds of findings. */
export const DETECTORS = [
  'flood',
  'network_flood',
  'scan',
  'brute_force',
  'fault_surge',
  'latency_shift',
  'traffic_drop',
  'unusual_client',
  'bad_bot',
] as const satisfies AnomalyDetector[];

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * The address of the requests that an anomaly is about: the page Traffic, narrowed to who or what it is about, over the shortest range that reaches back to it.
 *
 * @param now the server's clock, epoch ms
 */
export function requestsAddress(found: Anomaly, now: number): string {
  const { source, host, route, client, detector } = found;
  const age = now - Date.parse(found.firstSeen);
  const range = RANGES.find(({ id }) => Number.parseInt(id, 10) * (UNIT_MS[id.slice(-1)] ?? 0) > age)?.id ?? '7d';
  const status: Partial<Scope> = detector === 'fault_surge' ? { status: '5xx' } : { show: 'all' };
  const place = client === null ? { host: host ?? '', route: route ?? '' } : { client };
  return formatRoute({ page: 'traffic', scope: { ...DEFAULT_SCOPE, range, source, ...place, ...status } });
}
