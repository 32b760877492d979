import { AccessLogSource } from '@log-monitor/access-log';
import { accessFormat, checkSettings, LineClock, Traffic, trafficSettings, type Truth } from '@log-monitor/generator';
import { AnomalyWatch } from '../src/anomaly-watch.js';
import { readFacts } from '../src/facts/facts-bytes.js';
import { FactsNames, FactsTally } from '../src/facts/facts-tally.js';
import { WINDOW_SECONDS, WindowFacts } from '../src/facts/window-facts.js';
import type { Finding } from '../src/finding/finding.js';
import type { DetectorName } from '../src/rule/default-rules.js';

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
  const names = new FactsNames();
  // The lines of a batch, and windows that are not over.
  let tally = new FactsTally(names);
  const windows = new Map<number, WindowFacts>();
  const takeBatch = (): void => {
    for (const { body } of tally.encode())
      readFacts(body, (start) => windows.get(start) ?? windows.set(start, new WindowFacts()).get(start));
    tally = new FactsTally(names);
  };
  const findings = new Map<string, Finding>();
  let start = Math.floor(from / 1000 / WINDOW_SECONDS) * WINDOW_SECONDS;
  let requests = 0;
  for (let event = traffic.next(); event !== undefined && event.time < to; event = traffic.next()) {
    for (; event.time / 1000 >= start + WINDOW_SECONDS; start += WINDOW_SECONDS) {
      takeBatch();
      for (const finding of watch.judge(start, windows.get(start))) findings.set(finding.key, finding);
      windows.delete(start);
    }
    if (event.request === undefined) continue;
    requests += 1;
    for (const { line } of source.read(format.write(event.request, clock)))
      if (line.kind === 'access' && !line.healthCheck) tally.add(1, line.timestamp ?? event.time, line);
  }
  return { findings: [...findings.values()], truths: [...traffic.truths(to), ...traffic.unfinished(to)], requests };
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
  readonly missed: readonly Truth[];
  readonly wrong: readonly Finding[];
}

/** @param warm incidents before it are not asked for, and findings neither, seconds since 1970 */
export function qualityOf({ findings, truths }: Judged, warm: number): Quality {
  const asked = truths.filter(({ from }) => Date.parse(from) / 1000 >= warm);
  const wrong = findings.filter((one) => one.foundAt >= warm && !truths.some((truth) => isOf(one, truth)));
  const delays: number[] = [];
  const missed: Truth[] = [];
  for (const truth of asked) {
    const found = findings.filter((one) => DETECTORS[truth.kind].includes(one.detector) && isOf(one, truth));
    if (found.length === 0) missed.push(truth);
    else delays.push(Math.min(...found.map(({ foundAt }) => foundAt)) - Date.parse(truth.from) / 1000);
  }
  const judged = findings.filter(({ foundAt }) => foundAt >= warm).length;
  return {
    precision: judged === 0 ? 1 : 1 - wrong.length / judged,
    recall: asked.length === 0 ? 1 : 1 - missed.length / asked.length,
    delays: delays.sort((a, b) => a - b),
    missed,
    wrong,
  };
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

export function describeQuality({ precision, recall, delays, missed, wrong }: Quality, requests: number): string {
  const worst = delays.at(-1) ?? 0;
  const middle = delays[delays.length >> 1] ?? 0;
  return [
    `${requests} requests, ${delays.length + missed.length} incidents: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, found after ${middle.toFixed(1)} s (median), ${worst.toFixed(1)} s (worst)`,
    ...missed.map((truth) => `  missed: ${truth.kind} ${truth.from} ${truth.host} ${JSON.stringify(truth.counts)}`),
    ...wrong.map(
      (one) => `  wrong: ${one.detector} ${new Date(one.foundAt * 1000).toISOString()} ${one.score} ${one.why}`,
    ),
  ].join('\n');
}
