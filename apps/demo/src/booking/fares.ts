import { log } from '../service/request-scope.js';
import { callForJson } from '../service/service-client.js';
import { step } from '../service/step.js';
import type { Price } from './payments.js';

const TIMEOUT_MS = 800;

/** What a flight costs, from the fare feed. */
export const fare = step('FareService', 'Fare could not be shown', async (feedUrl: string, flight: string) => {
  const price = await callForJson<Price>('The fare feed', `${feedUrl}/fares`, TIMEOUT_MS);
  log('FareService').debug('Fare read', { flight });
  return price;
});
