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
  return key === '' ? (nameList(scope.services, 'services') ?? 'all services') : key;
}

/** `ERROR and CRITICAL records of version 1.2 with "timed out"`, or simply `records`. */
export function recordsOf({ scope }: Pick<AlertRule, 'scope'>): string {
  const { levels, versions, errorTypes, search, regex } = scope;
  const details = [
    versions && `of version ${versions.join(' or ')}`,
    errorTypes && `with ${errorTypes.join(' or ')}`,
    search && `with ${JSON.stringify(search)}`,
    regex && `like /${regex}/`,
  ];
  return [levels?.join(' and '), 'records', ...details].filter((words) => words !== undefined).join(' ');
}

/** What requests of a rule went to: `shop.example.com`, or what its scope says. */
export function target({ scope }: Pick<AlertRule, 'scope'>, key: string): string {
  if (key !== '') return key;
  const named = [nameList(scope.routes, 'routes'), nameList(scope.hosts, 'hosts')].filter(
    (words) => words !== undefined,
  );
  return named.length === 0 ? 'all hosts' : named.join(' on ');
}

/** `5xx requests`, or simply `requests`. */
export function requestsOf({ scope }: Pick<AlertRule, 'scope'>, value = 2): string {
  const noun = value === 1 ? 'request' : 'requests';
  const words = scope.statuses?.map((status) => (status === 'errors' ? 'failed' : status));
  return words === undefined ? noun : `${words.join(' and ')} ${noun}`;
}

function nameList(names: readonly string[] | undefined, noun: string): string | undefined {
  if (names === undefined) return undefined;
  return names.length <= 3 ? names.join(', ') : `${names.length} ${noun}`;
}
