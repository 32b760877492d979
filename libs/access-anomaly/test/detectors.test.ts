import { describe, expect, it } from 'vitest';
import type { Finding } from '../src/finding/finding.js';
import { isSilenced, silenceProblem } from '../src/silence/silence-rules.js';
import { AnomalyWatch } from '../src/anomaly-watch.js';
import { BEGIN, factsOf, HOST, judged, type Line, stored, visitors } from './windows.js';

const CLIENT = '203.0.113.9';
const many = (count: number, make: (at: number) => Line): Line[] => Array.from({ length: count }, (_, at) => make(at));
const kinds = (findings: readonly Finding[]): string[] => findings.map(({ detector }) => detector).sort();
/** Usual traffic, and something else in the windows from `from` to `to`. */
const during =
  (from: number, to: number, others: readonly Line[], usual = visitors(60)) =>
  (window: number) =>
    window >= from && window < to ? [...usual, ...others] : usual;

describe('clients', () => {
  it('finds a flood within three windows, once, and says who, how much and since when', () => {
    const flood = many(200, () => ({ clientAddress: CLIENT, httpRoute: '/' }));
    const findings = judged(200, during(100, 110, flood));
    expect(kinds(findings)).toEqual(['flood']);
    const [finding] = findings;
    expect(finding?.subject).toEqual({ client: CLIENT, host: HOST });
    expect(finding?.foundAt).toBeLessThanOrEqual(BEGIN + 1030);
    expect(finding?.endedAt).toBeGreaterThanOrEqual(BEGIN + 1100);
    expect(finding?.observed).toBe(600);
    expect(finding?.why).toContain('600 requests');
    expect(finding?.score).toBeGreaterThan(75);
  });

  it('takes a page with many pictures for a page', () => {
    const page = many(300, (at) => ({ clientAddress: CLIENT, httpRoute: `/img/${at}` }));
    expect(judged(130, during(100, 101, page))).toEqual([]);
  });

  it('learns what a busy client does, and does not call that a flood', () => {
    const busy = many(100, () => ({ clientAddress: CLIENT, httpRoute: '/poll' }));
    const findings = judged(400, during(0, 400, busy)).filter(({ foundAt }) => foundAt > BEGIN + 1300);
    expect(findings).toEqual([]);
  });

  it('finds a network whose clients each stay below the limit', () => {
    const flood = many(240, (at) => ({ clientAddress: `203.0.113.${at % 24}`, httpRoute: '/' }));
    const findings = judged(130, during(100, 110, flood));
    expect(kinds(findings)).toEqual(['network_flood']);
    expect(findings[0]?.subject.network).toBe('203.0.113.0/24');
  });

  it('finds a scan by routes that are not there; a gallery whose pictures are missing is one route', () => {
    const probes = many(40, (at) => ({
      clientAddress: CLIENT,
      httpRoute: `/probe-${at}`,
      httpResponseStatusCode: 404,
    }));
    const gallery = many(40, () => ({ clientAddress: CLIENT, httpRoute: '/img/:id', httpResponseStatusCode: 404 }));
    expect(kinds(judged(30, during(10, 13, probes)))).toEqual(['scan']);
    expect(judged(30, during(10, 13, gallery))).toEqual([]);
  });

  it('finds who tries passwords, and not who has lost a session everywhere', () => {
    const tries = many(30, () => ({ clientAddress: CLIENT, httpRoute: '/login', httpResponseStatusCode: 401 }));
    const lost = many(30, (at) => ({
      clientAddress: CLIENT,
      httpRoute: `/page/${at % 9}`,
      httpResponseStatusCode: 401,
    }));
    expect(kinds(judged(30, during(10, 16, tries)))).toEqual(['brute_force']);
    expect(judged(30, during(10, 16, lost))).toEqual([]);
  });

  it('finds clients with many names and tools that say what they are', () => {
    const names = many(30, (at) => ({ clientAddress: CLIENT, userAgentOriginal: `Agent ${at}` }));
    const tool = many(10, () => ({ clientAddress: CLIENT, userAgentOriginal: 'sqlmap/1.8' }));
    expect(kinds(judged(30, during(10, 12, names)))).toEqual(['unusual_client']);
    expect(kinds(judged(30, during(10, 12, tool)))).toEqual(['bad_bot']);
  });
});

describe('hosts and routes', () => {
  it('finds a surge of 5xx once, at the host', () => {
    const failing = [...visitors(40), ...visitors(20, { httpResponseStatusCode: 502 })];
    const findings = judged(160, (window) => (window >= 100 && window < 130 ? failing : visitors(60)));
    expect(kinds(findings)).toEqual(['fault_surge']);
    expect(findings[0]?.subject).toEqual({ host: HOST });
    expect(findings[0]?.foundAt).toBeLessThanOrEqual(BEGIN + 1030);
  });

  it('finds the route where the host does not show it', () => {
    const usual = [...visitors(600), ...visitors(10, { httpRoute: '/pay' })];
    const failing = [...visitors(600), ...visitors(10, { httpRoute: '/pay', httpResponseStatusCode: 503 })];
    const findings = judged(130, (window) => (window >= 100 && window < 110 ? failing : usual));
    expect(kinds(findings)).toEqual(['fault_surge']);
    expect(findings[0]?.subject.route).toBe('GET /pay');
  });

  it('does not find a host’s surge again in its source when it is over', () => {
    const findings = judged(180, (window) => [
      ...visitors(60),
      ...visitors(60, { serverAddress: 'other.example.com' }),
      ...visitors(1, { serverAddress: 'other.example.com', httpResponseStatusCode: 502 }),
      ...visitors(window >= 100 && window < 130 ? 30 : 0, { httpResponseStatusCode: 502 }),
    ]);
    expect(kinds(findings)).toEqual(['fault_surge']);
    expect(findings[0]?.subject).toEqual({ host: HOST });
  });

  it('is silent about one window alone', () => {
    const failing = visitors(60, { httpResponseStatusCode: 502, durationMs: 900 });
    expect(judged(160, (window) => (window === 100 ? failing : visitors(60)))).toEqual([]);
  });

  it('finds a latency shift once, and nothing in lives of streams', () => {
    const slow = visitors(60, { durationMs: 300 });
    const streams = visitors(60, { durationMs: 60_000, latency: 'stream' });
    expect(kinds(judged(200, (window) => (window >= 100 && window < 160 ? slow : visitors(60))))).toEqual([
      'latency_shift',
    ]);
    expect(judged(200, during(100, 160, streams))).toEqual([]);
  });

  it('finds that traffic has dropped, and that nothing comes any more', () => {
    const dropped = judged(160, (window) => visitors(window >= 100 && window < 130 ? 10 : 60));
    expect(kinds(dropped)).toEqual(['traffic_drop']);
    const [silent] = judged(130, (window) => visitors(window >= 100 ? 0 : 60));
    expect(silent?.detector).toBe('traffic_drop');
    expect(silent?.foundAt).toBeLessThanOrEqual(BEGIN + 1030);
    expect(silent?.why).toContain('No request');
    expect(silent?.score).toBeGreaterThan(90);
  });

  it('makes one finding of a level that stays, and takes it for the usual one then', () => {
    const findings = judged(900, (window) => visitors(window >= 100 ? 15 : 60));
    expect(kinds(findings)).toEqual(['traffic_drop']);
    expect(findings[0]?.endedAt).not.toBeNull();
  });

  it('expects the hour in which nobody comes, once it has seen it three times', () => {
    const perDay = 8640;
    const usual = factsOf([stored(0, visitors(20))]);
    const watch = new AnomalyWatch(1);
    const days: number[] = [];
    for (let window = 0; window < 5 * perDay; window += 1) {
      const isQuiet = window % perDay >= 1080 && window % perDay < 1440;
      for (const { firstSeen } of watch.judge(BEGIN + 10 * window, isQuiet ? undefined : usual))
        days.push(Math.floor((firstSeen - BEGIN) / 86_400));
    }
    expect(days).toContain(0);
    expect(days.filter((day) => day >= 4)).toEqual([]);
  });
});

describe('silences', () => {
  const scan = { client: CLIENT, host: HOST };

  it('keeps back what a rule names, and nothing else', () => {
    expect(isSilenced([{ client: CLIENT }], 'scan', scan)).toBe(true);
    expect(isSilenced([{ client: '203.0.113.0/24', detectors: ['scan'] }], 'scan', scan)).toBe(true);
    expect(isSilenced([{ client: CLIENT, detectors: ['flood'] }, { host: 'other' }], 'scan', scan)).toBe(false);
    expect(isSilenced([{ route: 'GET /admin/*' }], 'fault_surge', { host: HOST, route: 'GET /admin/users' })).toBe(
      true,
    );
    expect(isSilenced([{ route: 'GET /admin/*' }], 'fault_surge', { host: HOST })).toBe(false);
  });

  it('refuses a rule that would silence everything, or names no detector that there is', () => {
    expect(silenceProblem({ client: CLIENT })).toBeUndefined();
    expect(silenceProblem({})).toContain('everything');
    expect(silenceProblem({ detectors: ['nothing' as 'scan'] })).toContain('no detector nothing');
  });
});
