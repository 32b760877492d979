import type { AlertRule } from '@log-monitor/monitor-api';

/** `1,234` or `0.25`: at most three digits after the point. */
export function inWords(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}

export function percent(share: number): string {
  return `${inWords(Math.round(share * 10_000) / 100)} %`;
}

/** `90 s`, `5 min`, `2 h`. */
export function duration(seconds: number): string {
  if (seconds % 3600 === 0 && seconds > 0) return `${seconds / 3600} h`;
  if (seconds % 60 === 0 && seconds > 0) return `${seconds / 60} min`;
  return `${inWords(seconds)} s`;
}

/** What a rule is about: `booking`, or what its scope says. */
export function subject({ scope }: Pick<AlertRule, 'scope'>, key: string): string {
  if (key !== '') return key;
  const { services } = scope;
  if (services === undefined) return 'all services';
  return services.length <= 3 ? services.join(', ') : `${services.length} services`;
}

/** `ERROR and CRITICAL records`, or simply `records`. */
export function recordsOf({ scope }: Pick<AlertRule, 'scope'>): string {
  return scope.levels ? `${scope.levels.join(' and ')} records` : 'records';
}
