import { MINUTE_MS } from '../../src/time/durations.js';
import { AccessFold } from '../../src/store/access/access-fold.js';
import { AccessPartition, FakeWebServer, request } from './access-lines.js';
import type { TestStore } from './test-store.js';

const WATERMARK_SECONDS = 120;
const HOSTS = ['shop.example', 'api.example', undefined];
const ROUTES = ['/orders/:id', '/cart', '/login'];

/** One request, as far as rules look at it. */
export interface SentRequest {
  time: number;
  host: string | undefined;
  route: string;
  status: number;
  durationMs: number;
}

/** Stores requests as ingest does, and folds them. */
export class AccessMinutes {
  readonly server: FakeWebServer;
  readonly #partition = new AccessPartition();
  readonly #fold: AccessFold;
  #opened = false;

  constructor(
    private readonly store: TestStore,
    source = 'shop-nginx',
  ) {
    this.server = new FakeWebServer(source);
    this.#fold = new AccessFold(store.pool, store.fresh, { access: { watermarkSeconds: WATERMARK_SECONDS } });
  }

  /** @param kafkaTime when the lines came to Kafka; when they were written unless given */
  async send(requests: readonly SentRequest[], kafkaTime?: number): Promise<void> {
    if (!this.#opened) await this.store.store.openPosition({ topic: 'web-logs', partition: 0 }, 0);
    this.#opened = true;
    const lines = requests.map(({ time, host, route, status, durationMs }) => {
      const record = {
        serverAddress: host,
        httpRoute: route,
        urlPath: route,
        httpResponseStatusCode: status,
        durationMs,
      };
      const line = this.server.line(time, request(record));
      return { ...line, kafkaTime: kafkaTime ?? line.kafkaTime };
    });
    await this.store.store.store(this.#partition.batch(lines));
  }

  /** Takes batches into open slots; those of slots that have gone by become windows. */
  async fold(passed = 0): Promise<void> {
    const letPass = `UPDATE access_delta SET changed_at = clock_timestamp() - interval '1 hour' WHERE slot < $1`;
    do await this.store.rows(letPass, [new Date(passed)]);
    while ((await this.#fold.fold(this.store.pool.clock.now())) > 0);
  }
}

/**
 * Requests with bursts of faults and of slowness, the same in every run.
 *
 * @param start the minute number 0, milliseconds since 1970
 */
export function accessTraffic(start: number, from: number, to: number): SentRequest[] {
  let state = from + 11;
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const requests: SentRequest[] = [];
  for (let number = from; number < to; number += 1) {
    const isBad = random(20) === 0;
    const isSlow = random(25) === 0;
    for (let count = 4 + random(8); count > 0; count -= 1) {
      requests.push({
        time: start + number * MINUTE_MS + random(MINUTE_MS),
        host: HOSTS[random(HOSTS.length)],
        route: ROUTES[random(ROUTES.length)] ?? '/',
        status: isBad && random(2) === 0 ? 502 : random(9) === 0 ? 404 : 200,
        durationMs: (isSlow ? 2000 : 20) + random(100),
      });
    }
  }
  return requests;
}
