import { type Logger } from 'winston';
import { callUpstream } from '../service/service-client.js';
import {
  CurrencyMismatchError,
  PaymentDeclinedError,
  RateLimitedError,
  UpstreamError,
} from '../service/service-errors.js';

export interface Price {
  readonly amount: number;
  readonly currency: string;
}

const ACCOUNT_CURRENCY = 'EUR';
const TIMEOUT_MS = 700;

/** Takes money through the payment gateway. */
export class PaymentService {
  constructor(
    private readonly gatewayUrl: string,
    readonly logger: Logger,
  ) {}

  /**
   * @throws CurrencyMismatchError when the price is not in the account's currency
   * @throws PaymentDeclinedError, RateLimitedError, UpstreamError, UpstreamTimeoutError as the gateway answers
   */
  async charge(price: Price): Promise<void> {
    if (price.currency !== ACCOUNT_CURRENCY) {
      throw new CurrencyMismatchError(
        `A price in ${price.currency} cannot be charged to an account in ${ACCOUNT_CURRENCY}`,
      );
    }
    const response = await callUpstream('The payment gateway', `${this.gatewayUrl}/payments`, {
      method: 'POST',
      body: price,
      timeoutMs: TIMEOUT_MS,
    });
    const answer = (await response.json()) as { reason?: string };
    if (response.status === 402) {
      throw new PaymentDeclinedError(`The bank declined the payment: ${answer.reason ?? 'no reason given'}`);
    }
    if (response.status === 429) {
      const seconds = Number(response.headers.get('retry-after'));
      throw new RateLimitedError(`The payment gateway limits our rate, retry in ${seconds} s`, seconds);
    }
    if (!response.ok) throw new UpstreamError(`The payment gateway answered ${response.status}`);
    this.logger.info('Payment taken', { ...price });
  }
}
