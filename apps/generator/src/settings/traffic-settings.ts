import { GeneratorError } from '../failure/generator-error.js';
import { type IncidentPlan, isDisturbance, USUAL } from '../incident/incident-plan.js';
import { type Host, defaultSite } from '../site/default-site.js';
import type { TrafficSettings } from '../traffic/traffic.js';
import { type CurveSettings, DAILY_CURVE, FLAT_CURVE } from '../visit/load-curve.js';
import { momentAfter, type Settings } from './settings-schema.js';

/** Zipf's exponent and the binomial probability where none is chosen. */
const USUAL_PARAMETER = { zipf: 1.1, binomial: 0.8, uniform: 1 } as const;

const USUAL_RATE = 10;

/**
 * What the traffic is like.
 *
 * @param from when it begins, in milliseconds since 1970 UTC
 * @param to when it ends; Infinity for no end
 * @throws GeneratorError when the settings do not go together
 */
export function trafficSettings(settings: Settings, from: number, to: number): TrafficSettings {
  const { seed, errorRate, statuses, methods, clients, timeZone } = settings;
  const shares = Object.values(statuses).reduce((sum, share) => sum + share, 0);
  if (shares > 1.000_001) throw new GeneratorError(`The shares of statuses add up to ${shares}, which is more than 1.`);
  const parameter = clients.parameter ?? USUAL_PARAMETER[clients.distribution];
  if (clients.distribution === 'binomial' && parameter >= 1)
    throw new GeneratorError('The parameter of binomially distributed clients must be between 0 and 1.');
  const hosts = hostsOf(settings);
  return {
    seed,
    perSecond: settings.rate ?? rateOf(settings.lines, from, to),
    errorsPerSecond: errorRate,
    statuses,
    methods,
    hosts,
    curve: curveOf(settings.curve),
    offsetAt: timeZone,
    clients: { ...clients, parameter },
    proxied: settings.proxied,
    broken: settings.broken,
    latin1: settings.latin1,
    timeoutMs: settings.timeoutMs,
    heartbeatSeconds: settings.heartbeat,
    incidents: settings.incidents.map((chosen) => incidentOf(chosen, from, hosts)),
    incidentsPerDay: settings.incidentsPerDay,
  };
}

/** So many lines in so much time, where both are said. */
function rateOf(lines: number | undefined, from: number, to: number): number {
  return lines === undefined || to === Infinity ? USUAL_RATE : lines / ((to - from) / 1000);
}

function hostsOf({ hosts }: Settings): readonly Host[] {
  return typeof hosts === 'number' ? defaultSite(hosts) : hosts;
}

function curveOf(curve: Settings['curve']): CurveSettings {
  if (curve === 'daily') return DAILY_CURVE;
  if (curve === 'flat') return FLAT_CURVE;
  const peaks = curve.peaks.map(({ at, minutes, factor }) => ({ minute: at, minutes, factor }));
  return { hours: curve.hours ?? [1], days: curve.days ?? [1], peaks };
}

function incidentOf(chosen: Settings['incidents'][number], from: number, hosts: readonly Host[]): IncidentPlan {
  const { kind, at, host = hosts[0]?.name ?? '' } = chosen;
  const { seconds, ...usual } = USUAL[kind];
  const begin = momentAfter(at, from);
  if (isDisturbance(kind) && !hosts.some(({ name }) => name === host))
    throw new GeneratorError(
      `There is no host ${host} that could have the incident ${kind}; there are ${hosts.map(({ name }) => name).join(', ')}.`,
    );
  return {
    kind,
    host,
    from: begin,
    to: begin + Math.round(chosen.for ?? seconds * 1000),
    perSecond: chosen.rate ?? usual.perSecond,
    clients: isDisturbance(kind) ? 0 : (chosen.clients ?? usual.clients),
    share: chosen.share ?? usual.share,
    factor: chosen.factor ?? usual.factor,
  };
}
