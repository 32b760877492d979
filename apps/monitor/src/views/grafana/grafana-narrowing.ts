import { type Level, levelFromName, LEVELS } from '@log-monitor/log-record';
import { ProblemError } from '../problem/problem.js';
import { type GrafanaFilter, readOption } from './grafana-request.js';

/** What filters and options leave of services, levels and hosts; undefined: all of them. An empty list: nothing can match. */
export interface Narrowing {
  services: readonly string[] | undefined;
  levels: readonly Level[] | undefined;
  hosts: readonly string[] | undefined;
}

/** All that there are, to leave some out of. */
export interface KnownNames {
  services: readonly string[];
  hosts: readonly string[];
}

/** The keys that ad-hoc filters can have. A target passes over those that it has no option for. */
export const FILTER_KEYS = ['service', 'level', 'host'] as const;

type FilterKey = (typeof FILTER_KEYS)[number];

/** `=|` and `!=|` are Grafana's "one of" and "not one of". */
const OPERATORS: Readonly<Record<string, 'any' | 'none'>> = { '=': 'any', '=|': 'any', '!=': 'none', '!=|': 'none' };

/**
 * Works out what a panel's options and the dashboard's ad-hoc filters ask for together. Filters on other keys belong to other
 * data sources of the dashboard and are passed over.
 *
 * @throws ProblemError when a filter on one of our keys has an operator that we do not have
 */
export function narrow(
  payload: Readonly<Record<string, unknown>>,
  filters: readonly GrafanaFilter[],
  known: KnownNames,
): Narrowing {
  const services = applyFilters(readOption(payload['service']), 'service', filters, known.services);
  const optionLevels = readOption(payload['level'])?.map(canonicalLevel);
  const levels = applyFilters(optionLevels, 'level', filters, LEVELS);
  return {
    services,
    levels: levels?.filter((level): level is Level => (LEVELS as readonly string[]).includes(level)),
    hosts: applyFilters(readOption(payload['host']), 'host', filters, known.hosts),
  };
}

function applyFilters(
  chosen: readonly string[] | undefined,
  key: FilterKey,
  filters: readonly GrafanaFilter[],
  all: readonly string[],
): readonly string[] | undefined {
  let left = chosen;
  for (const filter of filters) {
    if (filter.key !== key || filter.values.length === 0) continue;
    const values = key === 'level' ? filter.values.map(canonicalLevel) : filter.values;
    const mode = OPERATORS[filter.operator];
    if (mode === undefined) {
      throw new ProblemError('PARAMETER_INVALID', `A filter on ${key} can be =, !=, one of or not one of.`, [
        { name: 'filters', reason: 'has an operator that is not supported here' },
      ]);
    }
    left = (left ?? all).filter((value) => values.includes(value) === (mode === 'any'));
  }
  return left;
}

function canonicalLevel(name: string): string {
  return levelFromName(name) ?? name;
}
