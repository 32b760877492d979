import { ANOMALY_DETECTORS, type Anomaly, type AnomalySilence } from '@log-monitor/monitor-api';

const MINUTE_MS = 60_000;
const PATH = '/api/v1/access/anomalies';

const FAULTS: Partial<Anomaly> = {
  ...{ detector: 'fault_surge', title: 'Surge of server faults', route: 'POST /pay/:id', score: 83 },
  ...{ observed: 0.62, expected: 0.002, unit: 'share of server faults', endedAt: null },
  why: '87 of 140 requests to POST /pay/:id failed with 5xx in 30 s (62 %); usual is 0.2 % or less.',
};
const SCAN: Partial<Anomaly> = {
  ...{ detector: 'scan', title: 'Scan for what is not there', client: '203.0.113.9', score: 97 },
  ...{ observed: 64, expected: 0, unit: 'routes that are not there', endedAt: timeAgo(24) },
  why: '203.0.113.9 asked shop.example.com for 64 or more different routes that are not there within a minute.',
};

/** What the monitor answers about what is unusual in requests. */
export class FixtureAnomalies {
  anomalies: Anomaly[] = [];
  silences: AnomalySilence[] = [];
  warmUpSeconds = 0;

  fill(): void {
    this.anomalies = [found(1, 12, FAULTS), found(2, 30, SCAN)];
  }

  /** The body of a route; undefined where it is none of these. */
  body(path: string, query: URLSearchParams): object | undefined {
    if (path === `${PATH}/silences`) return { silences: this.silences };
    if (path === `${PATH}/rules`) {
      const rules = ANOMALY_DETECTORS.map((detector) => ({
        detector,
        title: titleOf(detector),
        about: 'More than usual.',
      }));
      return { rules: rules.map((rule) => ({ ...rule, leastScore: 50, quietSeconds: 180 })) };
    }
    if (path !== PATH) return undefined;
    const wanted = (['detector', 'host', 'client', 'route', 'source'] as const).filter((name) => query.has(name));
    const anomalies = this.anomalies.filter(
      (one) =>
        wanted.every((name) => one[name] === query.get(name)) &&
        (query.get('silenced') === 'include' || one.silencedBy === null),
    );
    const sources = [{ source: 'shop-nginx', judgedThrough: timeAgo(0.5), warmUpSeconds: this.warmUpSeconds }];
    const range = { from: timeAgo(60), to: timeAgo(0) };
    return { anomalies, count: anomalies.length, sources, nextCursor: null, range };
  }

  /** What a command is answered with; undefined where it is none of these. */
  change(method: string, path: string, body: unknown): { status: number; body: object } | undefined {
    if (!path.startsWith(`${PATH}/silences`)) return undefined;
    if (method === 'POST') {
      const { comment = '', ...rule } = body as Omit<AnomalySilence, 'id' | 'createdBy' | 'createdAt'>;
      if (Object.keys(rule).length === 0) {
        const message = 'A rule that says nothing would silence everything.';
        return { status: 400, body: { title: 'Bad Request', status: 400, detail: message, message } };
      }
      const silence = {
        id: String(this.silences.length + 1),
        ...rule,
        comment,
        createdBy: 'ada',
        createdAt: timeAgo(0),
      };
      this.silences = [silence, ...this.silences];
      this.#apply();
      return { status: 200, body: silence };
    }
    this.silences = this.silences.filter(({ id }) => !path.endsWith(`/${id}`));
    this.#apply();
    return { status: 204, body: {} };
  }

  #apply(): void {
    for (const one of this.anomalies) {
      const by = this.silences.find(
        ({ client, host, detectors }) =>
          (client === undefined || client === one.client) &&
          (host === undefined || host === one.host) &&
          (detectors?.includes(one.detector) ?? true),
      );
      one.silencedBy = by?.id ?? null;
    }
  }
}

function found(id: number, minutesAgo: number, parts: Partial<Anomaly>): Anomaly {
  return {
    ...{ id: String(id), detector: 'scan', title: '', source: 'shop-nginx', host: 'shop.example.com', route: null },
    ...{
      client: null,
      network: null,
      score: 60,
      observed: 1,
      expected: 0,
      unit: 'requests',
      spanSeconds: 30,
      share: 0.6,
    },
    ...{
      samples: 140,
      firstSeen: timeAgo(minutesAgo),
      foundAt: timeAgo(minutesAgo - 0.3),
      lastSeen: timeAgo(minutesAgo - 6),
    },
    ...{ endedAt: null, why: '', silencedBy: null, ...parts },
  };
}

function titleOf(detector: string): string {
  if (detector === FAULTS.detector) return FAULTS.title as string;
  return detector === SCAN.detector ? (SCAN.title as string) : detector.replaceAll('_', ' ');
}

function timeAgo(minutes: number): string {
  return new Date(Date.now() - minutes * MINUTE_MS).toISOString();
}
