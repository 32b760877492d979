import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrafficEvent } from '../src/event/event-source.js';
import type { WebRequest } from '../src/event/web-request.js';
import type { Truth } from '../src/incident/incident.js';
import { INCIDENT_KINDS } from '../src/incident/incident-plan.js';
import { binomialWeights, logNormal, zipfWeights } from '../src/random/distributions.js';
import { seededRandom } from '../src/random/seeded-random.js';
import { WeightedChoice } from '../src/random/weighted-choice.js';
import { checkSettings } from '../src/settings/read-settings.js';
import { trafficSettings } from '../src/settings/traffic-settings.js';
import { ClientPool } from '../src/site/client-pool.js';
import { Traffic } from '../src/traffic/traffic.js';
import { DAILY_CURVE, LoadCurve } from '../src/visit/load-curve.js';

const FROM = Date.UTC(2026, 10, 23);
const HOUR = 3_600_000;

/** All events of a stretch, and the truth about its incidents. */
function eventsOf(values: object, ms: number): { events: TrafficEvent[]; truths: Truth[] } {
  const settings = trafficSettings(checkSettings(values, 'the test'), FROM, FROM + ms);
  const traffic = new Traffic(settings, FROM);
  const events: TrafficEvent[] = [];
  for (let event = traffic.next(); event && event.time < FROM + ms; event = traffic.next()) events.push(event);
  return { events, truths: traffic.truths(FROM + ms) };
}

function requestsOf(events: readonly TrafficEvent[]): WebRequest[] {
  return events.flatMap(({ request }) => request ?? []);
}

describe('weights', () => {
  it('are drawn in proportion', () => {
    const random = seededRandom(1, 'test');
    const choice = new WeightedChoice([1, 0, 3, 6]);
    const counts = [0, 0, 0, 0];
    for (let draw = 0; draw < 100_000; draw += 1) {
      const index = choice.draw(random);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    expect(counts[1]).toBe(0);
    [0.1, 0, 0.3, 0.6].forEach((share, index) => expect((counts[index] ?? 0) / 100_000).toBeCloseTo(share, 2));
  });

  it('have any form, and never lead out of the list', () => {
    const weights = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(weights, fc.nat(), (list, seed) => {
        fc.pre(list.some((weight) => weight > 1e-6));
        const index = new WeightedChoice(list).draw(seededRandom(seed, 'test'));
        expect(index).toBeLessThan(list.length);
        expect(list[index]).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('of Zipf and of the binomial distribution are what the formulas say', () => {
    expect([...zipfWeights(4, 1)]).toEqual([1, 1 / 2, 1 / 3, 1 / 4]);
    const chances = binomialWeights(3, 0.8);
    const sum = chances.reduce((total, each) => total + each, 0);
    [0.04, 0.32, 0.64].forEach((chance, index) => expect((chances[index] ?? 0) / sum).toBeCloseTo(chance, 10));
    const many = binomialWeights(100_000, 0.8);
    // Both 79,999 and 80,000 are most likely.
    expect(Math.abs(many.indexOf(Math.max(...many)) - 80_000)).toBeLessThanOrEqual(1);
  });

  it('of a log-normal latency have its median', () => {
    const random = seededRandom(3, 'test');
    const values = Array.from({ length: 20_001 }, () => logNormal(random, 40, 0.7)).sort((a, b) => a - b);
    expect((values[10_000] ?? 0) / 40).toBeCloseTo(1, 1);
    expect((values[19_000] ?? 0) / (40 * Math.exp(0.7 * 1.645))).toBeCloseTo(1, 1);
  });
});

describe('clients', () => {
  it('never share an address', () => {
    const pool = new ClientPool({ count: 100_000, distribution: 'uniform', parameter: 1, ipv6: 0.1 }, 4);
    expect(new Set(Array.from({ length: 100_000 }, (_, index) => pool.at(index).address)).size).toBe(100_000);
  });
});

describe('the load', () => {
  it('has the mean 1 over a week, a peak at noon and a quiet night', () => {
    const curve = new LoadCurve(DAILY_CURVE);
    const loads = Array.from({ length: 7 * 1440 }, (_, minute) => curve.at(FROM + minute * 60_000));
    expect(loads.reduce((sum, load) => sum + load, 0) / loads.length).toBeCloseTo(1, 3);
    expect(curve.at(FROM + 12.25 * HOUR)).toBeGreaterThan(curve.at(FROM + 10 * HOUR) * 1.3);
    expect(curve.at(FROM + 3 * HOUR)).toBeLessThan(0.2);
    // Monday and Sunday.
    expect(curve.at(FROM + 6 * 24 * HOUR)).toBeLessThan(curve.at(FROM));
  });

  it('is what the requests follow', () => {
    const { events } = eventsOf({ rate: 2 }, 24 * HOUR);
    const curve = new LoadCurve(DAILY_CURVE);
    const wanted = Array.from({ length: 1440 }, (_, minute) => curve.at(FROM + minute * 60_000) * 120).reduce(
      (a, b) => a + b,
      0,
    );
    // Five deviations of a Poisson count.
    expect(Math.abs(events.length - wanted)).toBeLessThan(5 * Math.sqrt(wanted));
  });
});

describe('incidents', () => {
  const incidents = INCIDENT_KINDS.map((kind, index) => ({
    kind,
    at: `${5 + index * 10}m`,
    for: '4m',
    host: 'shop-web.example.com',
    ...(kind === 'flood' && { clients: 5 }),
  }));
  const { events, truths } = eventsOf({ rate: 20, curve: 'flat', incidents }, HOUR);
  const requests = requestsOf(events);
  const visitors = new Set(requestsOf(eventsOf({ rate: 20, curve: 'flat' }, HOUR).events).map(({ client }) => client));

  it.each(INCIDENT_KINDS)('%s: the truth is what is in the lines', (kind) => {
    const truth = truths.find((each) => each.kind === kind);
    if (!truth) throw new Error('there is no truth about it');
    const clients = truth.clients ?? (truth.client === null ? undefined : [truth.client]);
    const [from, to] = [Date.parse(truth.from), Date.parse(truth.to)];
    expect(to - from).toBe(240_000);
    const its = requests.filter(
      ({ time, client, host }) =>
        time >= from && time < to && host === truth.host && (clients?.includes(client) ?? true),
    );
    expect(truth.counts.requests).toBe(its.length);
    expect(truth.counts.requests).toBeGreaterThan(kind === 'drop' ? 100 : 500);
    expect(truth.counts.errors).toBe(its.filter(({ status }) => status >= 400).length);
    expect(truth.counts.faults).toBe(its.filter(({ status }) => status >= 500).length);
    if (clients) {
      expect(truth.counts.paths).toBe(new Set(its.map(({ path }) => path)).size);
      expect(clients.some((client) => visitors.has(client))).toBe(false);
      expect(requests.filter(({ client }) => clients.includes(client))).toHaveLength(its.length);
    }
  });

  it('do what they are called', () => {
    const [flood, scan, brute, burst, slow] = INCIDENT_KINDS.map((kind) => truths.find((each) => each.kind === kind));
    expect(flood?.counts.requests).toBeGreaterThan(40_000);
    expect(flood?.clients).toHaveLength(5);
    expect(scan?.counts.paths).toBeGreaterThan(500);
    expect((scan?.counts.errors ?? 0) / (scan?.counts.requests ?? 1)).toBe(1);
    expect(brute?.counts).toMatchObject({ errors: brute?.counts.requests, paths: 1 });
    expect((burst?.counts.faults ?? 0) / (burst?.counts.requests ?? 1)).toBeCloseTo(0.35, 1);
    const median = (list: WebRequest[]): number =>
      list.map(({ durationMs }) => durationMs).sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
    const [from, to] = [Date.parse(slow?.from ?? ''), Date.parse(slow?.to ?? '')];
    const ofHost = requests.filter(({ host }) => host === 'shop-web.example.com');
    const isSlow = ({ time }: WebRequest): boolean => time >= from && time < to;
    const visits = ofHost.filter(({ client }) => visitors.has(client));
    expect(median(visits.filter(isSlow)) / median(visits.filter((each) => !isSlow(each)))).toBeGreaterThan(5);
  });

  it('leave the visitors as they are: the same requests with and without attacks', () => {
    const attack = [{ kind: 'scan', at: '1m' }];
    const [plain, attacked] = [eventsOf({ rate: 5 }, HOUR), eventsOf({ rate: 5, incidents: attack }, HOUR)];
    const attackers = attacked.truths.map(({ client }) => client);
    const others = requestsOf(attacked.events).filter(({ client }) => !attackers.includes(client));
    expect(others).toEqual(requestsOf(plain.events));
  });

  it('come by themselves so many times a day', () => {
    const { truths: found } = eventsOf({ rate: 0.01, incidentsPerDay: { scan: 6, slow: 2 } }, 30 * 24 * HOUR);
    const scans = found.filter(({ kind }) => kind === 'scan').length;
    expect(Math.abs(scans - 180)).toBeLessThan(5 * Math.sqrt(180));
    expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['scan', 'slow']));
  });
});
