import { AccessLogSource } from '@log-monitor/access-log';
import { accessFormat, checkSettings, LineClock, Traffic, trafficSettings, type Truth } from '@log-monitor/generator';
import { AnomalyWatch } from '../src/anomaly-watch.js';
import { FactsTally } from '../src/facts/write/facts-tally.js';
import { readFacts } from '../src/facts/read/read-facts.js';
import { WINDOW_SECONDS, WindowFacts } from '../src/facts/window-facts.js';
import type { Finding } from '../src/finding/finding.js';
import { DEFAULT_RULES, type DetectorName } from '../src/rule/default-rules.js';

/** What is to be generated. */
interface Days {
  readonly seed: number;
  /** Milliseconds since 1970 UTC. */
  readonly from: number;
  readonly hours: number;
  /** Requests per second, as the mean of a week. */
  readonly rate: number;
  /** Of each kind, per day on average. */
  readonly incidents: Readonly<Partial<Record<Truth['kind'], number>>>;
}

export interface Judged {
  readonly findings: readonly Finding[];
  readonly truths: readonly Truth[];
  readonly requests: number;
  /** Requests to a host by the number of the window. */
  readonly perWindow: ReadonlyMap<string, readonly number[]>;
}

/** Generates lines, reads them as the monitor does, and gives all windows to the detectors. */
export function judgeDays({ seed, from, hours, rate, incidents }: Days): Judged {
  const to = from + hours * 3_600_000;
  const settings = checkSettings({ seed, rate, incidentsPerDay: incidents, broken: 0.001 }, 'the test');
  const traffic = new Traffic(trafficSettings(settings, from, to), from);
  const format = accessFormat('kong');
  if (format === undefined) throw new Error('the generator has no format of Kong');
  const clock = new LineClock(() => 0);
  const source = new AccessLogSource({ format: 'kong' });
  const watch = new AnomalyWatch(1);
  // The lines of a batch, and windows that are not over.
  const tally = new FactsTally();
  const windows = new Map<number, WindowFacts>();
  const takeBatch = (): void => {
    for (const { body } of tally.take())
      readFacts(body, (start) => windows.get(start) ?? windows.set(start, new WindowFacts()).get(start));
  };
  const findings = new Map<string, Finding>();
  let start = Math.floor(from / 1000 / WINDOW_SECONDS) * WINDOW_SECONDS;
  let requests = 0;
  const perWindow = new Map<string, number[]>();
  for (let event = traffic.next(); event !== undefined && event.time < to; event = traffic.next()) {
    for (; event.time / 1000 >= start + WINDOW_SECONDS; start += WINDOW_SECONDS) {
      takeBatch();
      for (const finding of watch.judge(start, windows.get(start))) findings.set(finding.key, finding);
      windows.delete(start);
    }
    if (event.request === undefined) continue;
    requests += 1;
    const { host } = event.request;
    const counts = perWindow.get(host) ?? perWindow.set(host, []).get(host);
    const window = Math.floor(event.time / 1000 / WINDOW_SECONDS);
    if (counts !== undefined) counts[window] = (counts[window] ?? 0) + 1;
    for (const { line } of source.read(format.write(event.request, clock)))
      if (line.kind === 'access' && !line.healthCheck) tally.add(1, line.timestamp ?? event.time, line);
  }
  return {
    findings: [...findings.values()],
    truths: [...traffic.truths(to), ...traffic.unfinished(to)],
    requests,
    perWindow,
  };
}

const DETECTORS: Readonly<Record<Truth['kind'], readonly DetectorName[]>> = {
  flood: ['flood', 'network_flood'],
  scan: ['scan'],
  brute_force: ['brute_force'],
  error_burst: ['fault_surge'],
  slow: ['latency_shift'],
  drop: ['traffic_drop'],
};
/** A finding ends with the minute that it looks back. */
const AFTER_SECONDS = 60;

/** What the findings are worth. */
export interface Quality {
  readonly precision: number;
  readonly recall: number;
  /** Seconds from the begin of each incident to its finding, the shortest first. */
  readonly delays: readonly number[];
  /** Found after more than 30 s, and whether later than what is usual at the host lets anybody know. */
  readonly late: readonly { readonly truth: Truth; readonly delay: number; readonly soonest: number }[];
  readonly missed: readonly Truth[];
  readonly wrong: readonly Finding[];
}

/** @param warm incidents before it are not asked for, and findings neither, seconds since 1970 */
export function qualityOf({ findings, truths: all, perWindow }: Judged, warm: number): Quality {
  const truths = asOne(all);
  const asked = truths.filter(({ from }) => Date.parse(from) / 1000 >= warm);
  const wrong = findings.filter((one) => one.foundAt >= warm && !truths.some((truth) => isOf(one, truth)));
  const delays: number[] = [];
  const late: Quality['late'][number][] = [];
  const missed: Truth[] = [];
  for (const truth of asked) {
    const found = findings.filter((one) => DETECTORS[truth.kind].includes(one.detector) && isOf(one, truth));
    const delay = Math.min(...found.map(({ foundAt }) => foundAt)) - Date.parse(truth.from) / 1000;
    if (found.length === 0) missed.push(truth);
    else delays.push(delay);
    if (found.length > 0 && delay > 30) late.push({ truth, delay, soonest: soonest(truth, perWindow) });
  }
  const judged = findings.filter(({ foundAt }) => foundAt >= warm).length;
  return {
    precision: judged === 0 ? 1 : 1 - wrong.length / judged,
    recall: asked.length === 0 ? 1 : 1 - missed.length / asked.length,
    delays: delays.sort((a, b) => a - b),
    late,
    missed,
    wrong,
  };
}

/**
 * Seconds after which something can be known of what befalls a host: 30 s, or as long as the rest of a window and 40 usual requests take. A test that
 * knows every rate, and is wrong once a year in six series, needs 37 to find in 99 of 100 cases that nine in ten are missing, and 32 to find in 95 of 100
 * that a third fails (Poisson's and the binomial distribution).
 */
function soonest({ client, clients, host, from }: Truth, perWindow: Judged['perWindow']): number {
  if (client !== null || clients !== undefined) return 30;
  const window = Math.floor(Date.parse(from) / 1000 / WINDOW_SECONDS);
  const before = Array.from({ length: 60 }, (_, at) => perWindow.get(host)?.[window - 60 + at] ?? 0);
  const perSecond = before.reduce((sum, count) => sum + count, 0) / (60 * WINDOW_SECONDS);
  return Math.max(30, WINDOW_SECONDS + 40 / perSecond);
}

/**
 * What befalls a host again before a finding about it would have ended is one incident with one finding: nobody can tell where the first ended, when it
 * was quiet for less than a finding waits.
 */
function asOne(truths: readonly Truth[]): Truth[] {
  const merged: Truth[] = [];
  for (const truth of [...truths].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const [detector] = DETECTORS[truth.kind];
    const quietMs = 1000 * WINDOW_SECONDS * DEFAULT_RULES[detector as DetectorName].quiet;
    const at = merged.findIndex(
      ({ kind, host, to }) =>
        truth.client === null &&
        truth.clients === undefined &&
        kind === truth.kind &&
        host === truth.host &&
        Date.parse(truth.from) - Date.parse(to) < quietMs,
    );
    const before = merged[at];
    if (before === undefined) merged.push(truth);
    else merged[at] = { ...before, to: before.to > truth.to ? before.to : truth.to };
  }
  return merged;
}

/** A finding is right when it names who, or what, an incident befalls at that time: a scan may be a flood as well. */
function isOf({ subject, foundAt }: Finding, truth: Truth): boolean {
  const from = Date.parse(truth.from) / 1000;
  const to = Date.parse(truth.to) / 1000 + AFTER_SECONDS;
  if (foundAt < from || foundAt > to) return false;
  const clients = truth.clients ?? (truth.client === null ? [] : [truth.client]);
  if (clients.length > 0) return subject.client !== undefined && clients.includes(subject.client);
  return subject.client === undefined && (subject.host === undefined || subject.host === truth.host);
}

export function describeQuality({ precision, recall, delays, late, missed, wrong }: Quality, requests: number): string {
  const worst = delays.at(-1) ?? 0;
  const middle = delays[delays.length >> 1] ?? 0;
  return [
    `${requests} requests, ${delays.length + missed.length} incidents: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, found after ${middle.toFixed(1)} s (median), ${worst.toFixed(1)} s (worst)`,
    ...late.map(
      ({ truth, delay, soonest: known }) =>
        `  late: ${truth.kind} ${truth.from} ${truth.host} ${delay.toFixed(1)} s, where little is known before ${known.toFixed(1)} s`,
    ),
    ...missed.map((truth) => `  missed: ${truth.kind} ${truth.from} ${truth.host} ${JSON.stringify(truth.counts)}`),
    ...wrong.map(
      (one) => `  wrong: ${one.detector} ${new Date(one.foundAt * 1000).toISOString()} ${one.score} ${one.why}`,
    ),
  ].join('\n');
}
