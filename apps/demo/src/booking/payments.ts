import { log } from '../service/request-scope.js';
import { callUpstream } from '../service/service-client.js';
import {
  CurrencyMismatchError,
  PaymentDeclinedError,
  RateLimitedError,
  UpstreamError,
} from '../service/service-errors.js';
import { step } from '../service/step.js';

export interface Price {
  readonly amount: number;
  readonly currency: string;
}

const ACCOUNT_CURRENCY = 'EUR';
const TIMEOUT_MS = 700;

/** Takes money through the payment gateway. */
export const charge = step('PaymentService', 'Payment failed', async (gatewayUrl: string, price: Price) => {
  if (price.currency !== ACCOUNT_CURRENCY) {
    const account = `an account in ${ACCOUNT_CURRENCY}`;
    throw new CurrencyMismatchError(`A price in ${price.currency} cannot be charged to ${account}`);
  }
  const response = await callUpstream('The payment gateway', `${gatewayUrl}/payments`, TIMEOUT_MS, price);
  const { reason } = (await response.json()) as { reason?: string };
  if (response.status === 402)
    throw new PaymentDeclinedError(`The bank declined the payment: ${reason ?? 'no reason'}`);
  if (response.status === 429) {
    throw new RateLimitedError(
      `The payment gateway limits our rate, retry in ${response.headers.get('retry-after')} s`,
    );
  }
  if (!response.ok) throw new UpstreamError(`The payment gateway answered ${response.status}`);
  log('PaymentService').info('Payment taken', { ...price });
});
