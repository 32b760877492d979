import { type Logger } from 'winston';
import { callForJson } from '../service/service-client.js';
import { type Price } from './payment-service.js';

const TIMEOUT_MS = 800;

/** What a flight costs, from the fare feed. */
export class FareService {
  readonly #cache = new Map<string, Price>();

  constructor(
    private readonly feedUrl: string,
    readonly logger: Logger,
  ) {}

  /** @throws SyntaxError when the feed sends something else than JSON, UpstreamError when it fails */
  async fare(flight: string): Promise<Price> {
    const fare = await callForJson<Price>('The fare feed', `${this.feedUrl}/fares`, { timeoutMs: TIMEOUT_MS });
    const before = this.#cache.get(flight);
    this.#cache.set(flight, fare);
    this.logger.debug(before === undefined ? 'Fare cached' : 'Fare refreshed', { flight });
    return fare;
  }
}
