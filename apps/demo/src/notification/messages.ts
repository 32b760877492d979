import { setTimeout as sleep } from 'node:timers/promises';
import { isOut, log } from '../service/request-scope.js';
import { callForJson } from '../service/service-client.js';
import { TrackingError } from '../service/service-errors.js';
import { step } from '../service/step.js';

const TIMEOUT_MS = 800;

/** Tells partners what has happened. */
export const callWebhook = step(
  'WebhookService',
  'Webhook could not be called',
  async (partnerUrl: string, event: string) => {
    await callForJson('The partner’s webhook', `${partnerUrl}/hooks`, TIMEOUT_MS, { event });
    log('WebhookService').info('Webhook called', { event });
  },
);

/** Counts who opened a mail. */
export async function recordOpen(userId: string): Promise<void> {
  // The bug to be shown: the promise is not awaited, so its rejection belongs to nobody.
  void storeOpen(userId);
}

async function storeOpen(userId: string): Promise<void> {
  await sleep(2);
  if (isOut('tracking-fails')) throw new TrackingError(`The opening of a mail by ${userId} could not be stored`);
  log('OpenTracking').debug('Opening stored', { user: userId });
}

/** Takes people off the mailing list. Fails with a URIError when the address, percent-encoded, was cut in an escape. */
export const unsubscribe = step(
  'SubscriptionService',
  'Address could not be unsubscribed',
  async (encodedAddress: string) => {
    const address = decodeURIComponent(encodedAddress);
    log('SubscriptionService').info('Address unsubscribed', { domain: address.split('@')[1] ?? 'unknown' });
  },
);
