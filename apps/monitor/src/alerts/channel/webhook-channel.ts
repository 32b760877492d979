import { createHmac } from 'node:crypto';
import type { MessageContext } from '../message/message-content.js';
import { webhookOf } from '../message/message-format.js';
import { Channel, type Outgoing, SEND_DEADLINE_MS, type SendOutcome } from './channel.js';
import { httpOutcome, networkOutcome, networkSentence } from './http-outcome.js';
import { postJson } from './post-json.js';
import { pinnedAddress } from './public-address.js';

interface WebhookSettings {
  readonly url: string;
  readonly secret: string | undefined;
}

/** Alerts and reports as JSON for any program. */
export class WebhookChannel extends Channel {
  override readonly name = 'webhook';
  override readonly target: string;
  readonly #url: URL;

  constructor(
    private readonly settings: WebhookSettings,
    private readonly allowed: ReadonlySet<string>,
    private readonly context: MessageContext,
  ) {
    super();
    this.#url = new URL(settings.url);
    this.target = this.#url.host;
  }

  override async send({ key, content }: Outgoing): Promise<SendOutcome> {
    const body = webhookOf(content, this.context, key);
    const now = new Date();
    const headers = { 'idempotency-key': key, ...signature(body, this.settings.secret, now) };
    try {
      const posted = await postJson(this.#url, body, { headers, allowed: this.allowed, deadlineMs: SEND_DEADLINE_MS });
      return httpOutcome(posted, this.target, now);
    } catch (error) {
      return networkOutcome(error, this.target);
    }
  }

  override async problem(): Promise<string | undefined> {
    try {
      await pinnedAddress(this.#url.hostname, this.allowed);
      return undefined;
    } catch (error) {
      return networkSentence(error, this.target);
    }
  }
}

/**
 * `X-Log-Monitor-Signature: t=SECONDS,v1=HEX`, where HEX is the HMAC-SHA256 of `SECONDS.BODY`. The receiver computes the same, compares in constant time, and
 * refuses a time that is minutes ago: a request that was overheard cannot be sent again later.
 */
function signature(body: string, secret: string | undefined, now: Date): Record<string, string> {
  if (secret === undefined) return {};
  const seconds = Math.floor(now.getTime() / 1000);
  const hash = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return { 'x-log-monitor-signature': `t=${seconds},v1=${hash}` };
}
