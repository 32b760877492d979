import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger } from 'winston';
import { isOut } from '../service/request-scope.js';
import { callForJson } from '../service/service-client.js';
import { TrackingError } from '../service/service-errors.js';

const TIMEOUT_MS = 800;

/** Sends short messages through the SMS gateway. */
export class SmsService {
  constructor(
    private readonly gatewayUrl: string,
    readonly logger: Logger,
  ) {}

  /** @throws UpstreamError when the gateway does not take it */
  async send(text: string): Promise<void> {
    await callForJson('The SMS gateway', `${this.gatewayUrl}/texts`, {
      method: 'POST',
      body: { text },
      timeoutMs: TIMEOUT_MS,
    });
    this.logger.info('Text sent', { length: text.length });
  }
}

/** Tells partners what has happened. */
export class WebhookService {
  constructor(
    private readonly partnerUrl: string,
    readonly logger: Logger,
  ) {}

  /** @throws UpstreamError when the partner's server does not answer */
  async notify(event: string): Promise<void> {
    await callForJson('The partner’s webhook', `${this.partnerUrl}/hooks`, {
      method: 'POST',
      body: { event },
      timeoutMs: TIMEOUT_MS,
    });
    this.logger.info('Webhook called', { event });
  }
}

/** Counts who opened a mail. */
export class OpenTracking {
  constructor(readonly logger: Logger) {}

  async record(userId: string): Promise<void> {
    // The bug to be shown: the promise is not awaited, so its rejection belongs to nobody.
    void this.#store(userId);
  }

  async #store(userId: string): Promise<void> {
    await sleep(2);
    if (isOut('tracking-fails')) throw new TrackingError(`The opening of a mail by ${userId} could not be stored`);
    this.logger.debug('Opening stored', { user: userId });
  }
}
