import type { AlertRule } from '@log-monitor/monitor-api';
import type { AnomalySample } from '../measure/sample.js';
import type { AlertKindDefinition, Measured } from './alert-kind.js';
import { isNamed, shownHost } from './request-scope.js';
import { duration } from './words.js';

/** What is unusual in requests: the highest score of what was found, or lasted, in the window. */
export const ACCESS_ANOMALY: AlertKindDefinition = {
  name: 'access_anomaly',
  form: { title: 'Anomaly in requests', format: 'number', usual: 75 },
  clock: 'wall',
  about: 'requests',
  unit: 'highest score of an anomaly in the window, 0 to 100',
  absent: 0,
  accepts: {
    scope: ['detectors', 'hosts', 'sources'],
    groupBy: ['detector', 'host'],
    parameters: ['windowSeconds'],
    threshold: { min: 1, max: 100 },
  },
  question: ({ windowMinutes }) => ({ window: windowMinutes }),
  measure({ rule, windowMinutes }, { samples }) {
    const highest = new Map<string, number>(rule.groupBy === undefined ? [['', 0]] : []);
    for (const one of samples.slice(0, windowMinutes).flatMap((sample) => sample?.anomalies ?? [])) {
      if (!isInScope(rule, one)) continue;
      const key = keyOf(rule, one);
      highest.set(key, Math.max(highest.get(key) ?? 0, one.score));
    }
    return [...highest].map(([key, value]): Measured => ({ key, value, volume: 1 }));
  },
  sentence: (rule, key, value) =>
    `${key === '' ? 'requests' : key} ${key === '' ? 'were' : 'was'} unusual with a score of ${value} within ${duration(rule.windowSeconds)}`,
};

function isInScope({ scope }: AlertRule, { detector, host, source }: AnomalySample): boolean {
  const { detectors, hosts, sources } = scope;
  if (detectors !== undefined && !detectors.some((name) => name === detector)) return false;
  return isNamed(hosts, shownHost(host)) && isNamed(sources, source);
}

function keyOf({ groupBy }: AlertRule, { detector, host }: AnomalySample): string {
  if (groupBy === undefined) return '';
  return groupBy === 'host' ? shownHost(host) : detector;
}
