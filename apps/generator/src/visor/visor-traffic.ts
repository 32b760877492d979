import type { EventSource, TrafficEvent } from '../event/event-source.js';
import { Heartbeats } from '../event/heartbeats.js';
import type { ErrorLevel } from '../event/web-error.js';
import type { WebRequest } from '../event/web-request.js';
import { integerBetween, pick, type Random, seededRandom } from '../random/seeded-random.js';
import { WeightedChoice } from '../random/weighted-choice.js';
import type { EventStream } from '../traffic/event-stream.js';
import { ClientPool } from '../site/client-pool.js';
import { IntervalPace } from './interval-pace.js';
import type { VisorSettings } from './visor-settings.js';

/** When each level's peak begins and ends, in lines. */
const PEAKS = { info: [50, 350], warn: [50, 250], error: [20, 150] } as const;

/** The traffic that a file of Visor's generator describes. */
export class VisorTraffic implements EventStream {
  readonly #sources: EventSource[];

  /** @param from milliseconds since 1970 UTC */
  constructor(settings: VisorSettings, seed: number, from: number, log: 'access' | 'error' | 'both') {
    const { heartbeat, access } = settings;
    const sources: EventSource[] = [];
    if (heartbeat) sources.push(new Heartbeats(from, heartbeat.interval));
    if (access && log !== 'error') sources.push(accessSource(access, seed, from));
    for (const level of ['info', 'warn', 'error'] as const) {
      const described = settings[level];
      if (described && log !== 'access') sources.push(errorSource(level, described, seed, from));
    }
    this.#sources = sources;
  }

  next(): TrafficEvent | undefined {
    const [first, ...others] = this.#sources;
    return others
      .reduce((earliest, other) => (other.at < (earliest?.at ?? Infinity) ? other : earliest), first)
      ?.take();
  }

  truths(): [] {
    return [];
  }

  unfinished(): [] {
    return [];
  }
}

/** Events with a pause before each. */
class PacedEvents implements EventSource {
  at: number;
  readonly #pace: IntervalPace;
  readonly #make: (time: number) => TrafficEvent;

  constructor(pace: IntervalPace, from: number, make: (time: number) => TrafficEvent) {
    this.#pace = pace;
    this.#make = make;
    this.at = from + pace.next();
  }

  take(): TrafficEvent {
    const event = this.#make(Math.floor(this.at));
    // A file can ask for no pause at all; time goes on all the same.
    this.at += Math.max(this.#pace.next(), 0.01);
    return event;
  }
}

function accessSource(access: NonNullable<VisorSettings['access']>, seed: number, from: number): EventSource {
  const random = seededRandom(seed, 'access');
  const methods = new WeightedChoice(access.method_dist);
  const codes = new WeightedChoice(access.code_dist);
  const clients = new ClientPool({ count: 100_000, distribution: 'uniform', parameter: 1, ipv6: 0 }, seed);
  const pace = new IntervalPace(
    { normal: [access.interval], peak: [access.interval], peakFrom: Infinity, peakTo: Infinity },
    random,
  );
  return new PacedEvents(pace, from, (time) => {
    const request: WebRequest = {
      ...askedFor(time, clients.draw(random).address, pick(random, access.resource)),
      user: pick(random, access.user_id),
      method: access.method[methods.draw(random)] as string,
      protocol: pick(random, access.version),
      status: Number(access.code[codes.draw(random)]),
      bodyBytes: integerBetween(random, 1_024, 10_240),
    };
    return { time, request };
  });
}

function errorSource(
  level: 'info' | 'warn' | 'error',
  { interval, message }: NonNullable<VisorSettings['error']>,
  seed: number,
  from: number,
): EventSource {
  const random: Random = seededRandom(seed, level);
  const [peakFrom, peakTo] = PEAKS[level];
  const clients = new ClientPool({ count: 100, distribution: 'binomial', parameter: 0.8, ipv6: 0 }, seed);
  const pace = new IntervalPace({ ...interval, peakFrom, peakTo }, random);
  return new PacedEvents(pace, from, (time) => ({
    time,
    error: {
      time,
      level: level satisfies ErrorLevel,
      cause: 'access_denied',
      message: pick(random, message),
      request: askedFor(time, clients.draw(random).address, '/'),
      clientPort: integerBetween(random, 32_768, 60_999),
      pid: integerBetween(random, 10_000, 32_767),
      threadId: integerBetween(random, 1_000_000_000, 9_999_999_999),
      connection: 0,
    },
  }));
}

/** A request of which Visor's logs say little. */
function askedFor(time: number, client: string, path: string): WebRequest {
  return {
    time,
    client,
    peer: client,
    forwardedFor: undefined,
    user: undefined,
    method: 'GET',
    path,
    query: undefined,
    protocol: 'HTTP/1.1',
    scheme: 'http',
    host: 'localhost',
    port: 80,
    status: 200,
    bodyBytes: 0,
    headerBytes: 200,
    requestBytes: 200,
    durationMs: 0,
    upstreams: [],
    referrer: undefined,
    agent: undefined,
    requestId: '',
    route: 'visor',
    service: 'visor',
  };
}
