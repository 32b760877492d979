import { type Level, levelFromName, LEVELS } from '@log-monitor/log-record';
import type { StatusFilter } from '@log-monitor/monitor-api';
import type { AccessFilter } from '../../query/access/access-filter.js';
import { parametersInvalid } from '../request/invalid-parameters.js';
import type { VariableNames } from '../request/variable-names.js';
import { type GrafanaFilter, readTexts } from './grafana-request.js';

/** What filters and options leave of services, levels and hosts; undefined: all of them. An empty list: nothing can match. */
export interface Narrowing {
  services: readonly string[] | undefined;
  levels: readonly Level[] | undefined;
  hosts: readonly string[] | undefined;
}

/** The keys that ad-hoc filters can have. A target passes over those that it has no option for. */
const LOG_KEYS = ['service', 'level', 'host'] as const;

/** Of the targets about requests. `host` is where a service runs, `httpHost` what a request asked for. */
const ACCESS_KEYS = ['project', 'httpHost', 'status', 'method', 'route', 'client', 'source', 'cluster'] as const;

export const FILTER_KEYS = [...LOG_KEYS, ...ACCESS_KEYS] as const;

type FilterKey = (typeof FILTER_KEYS)[number];

/** `=|` and `!=|` are Grafana's "one of" and "not one of"; a regular expression is taken where it is a list of names. */
const OPERATORS: Readonly<Record<string, 'any' | 'none'>> = {
  '=': 'any',
  '=|': 'any',
  '=~': 'any',
  '!=': 'none',
  '!=|': 'none',
  '!~': 'none',
};

interface Asked {
  payload: Readonly<Record<string, unknown>>;
  filters: readonly GrafanaFilter[];
  variableNames: VariableNames;
  signal: AbortSignal;
}

/**
 * Works out what a panel's options and the dashboard's ad-hoc filters ask for together. Filters on other keys belong to other
 * data sources of the dashboard and are passed over.
 *
 * @throws ProblemError PARAMETER_INVALID for what is no name, and for an operator that we do not have
 */
export async function narrow(asked: Asked): Promise<Narrowing> {
  const [services, levels, hosts] = await Promise.all(LOG_KEYS.map((key) => namesLeft(key, asked)));
  return { services, levels: levels as Level[] | undefined, hosts };
}

/**
 * The same for targets about requests.
 *
 * @returns undefined when nothing can match
 * @throws ProblemError PARAMETER_INVALID
 */
export async function narrowAccess(asked: Asked): Promise<AccessFilter | undefined> {
  const left = await Promise.all(ACCESS_KEYS.map((key) => namesLeft(key, asked)));
  if (left.some((names) => names?.length === 0)) return undefined;
  const [projects, hosts, statuses, methods, routes, clients, sources, clusters] = left;
  const filter = { projects, hosts, methods, routes, clients, sources, clusters, healthChecks: 'exclude' as const };
  return { ...filter, statuses: statuses?.map(toStatus) };
}

function toStatus(name: string): StatusFilter {
  return /^\d+$/.test(name) ? Number(name) : (name as StatusFilter);
}

async function namesLeft(key: FilterKey, asked: Asked): Promise<readonly string[] | undefined> {
  let left = await readNames(key, readTexts(asked.payload[key]), asked);
  for (const filter of asked.filters) {
    if (filter.key !== key || filter.values.length === 0) continue;
    const mode = OPERATORS[filter.operator];
    if (mode === undefined) {
      const reason = `has an operator on ${key} that is not supported here; it can be =, !=, one of or not one of`;
      throw parametersInvalid([{ name: 'filters', reason }]);
    }
    const values = await readNames(key, filter.values, asked);
    if (mode === 'any') left = values && left ? left.filter((name) => values.includes(name)) : (values ?? left);
    else left = values ? (left ?? (await allOf(key, asked))).filter((name) => !values.includes(name)) : [];
  }
  return left;
}

async function allOf(key: FilterKey, { variableNames, signal }: Asked): Promise<readonly string[]> {
  return (await variableNames.known(key, signal)) ?? [];
}

async function readNames(
  key: FilterKey,
  texts: readonly string[],
  { variableNames, signal }: Asked,
): Promise<readonly string[] | undefined> {
  const names = await variableNames.read(key, texts, signal);
  if (key === 'status') return names?.map(checkedStatus);
  return key === 'level' ? names?.map(toLevel) : names;
}

function checkedStatus(name: string): string {
  if (/^(\d{3}|[1-5]xx|none|other|errors)$/.test(name)) return name;
  throw parametersInvalid([{ name: 'status', reason: `is ${JSON.stringify(name)}, which is no status code or class` }]);
}

function toLevel(name: string): Level {
  const level = levelFromName(name);
  if (level) return level;
  throw parametersInvalid([
    { name: 'level', reason: `is ${JSON.stringify(name)}, which is none of ${LEVELS.join(', ')}` },
  ]);
}
