import { z } from 'zod';
import type { AlertContent, MessageContent, MessageContext } from '../message/message-content.js';
import { slackOf } from '../message/message-format.js';
import { Channel, type Outgoing, SEND_DEADLINE_MS, type SendOutcome } from './channel.js';
import { httpOutcome, networkOutcome, networkSentence } from './http-outcome.js';
import { postJson, type Posted } from './post-json.js';
import { pinnedAddress } from './public-address.js';

const API = 'https://slack.com/api/';

/** Of `chat.postMessage` and `chat.update`: api.slack.com/methods/chat.postMessage. */
const answered = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  ts: z.string().optional(),
  channel: z.string().optional(),
});
const remotePlace = z.object({ ts: z.string(), channel: z.string() });

/** Errors by which Slack says that a message is at fault, of both ways. */
const OF_THE_MESSAGE =
  /^(invalid_blocks|invalid_blocks_format|msg_blocks_too_long|msg_too_long|no_text|invalid_payload|markdown_text_conflict)$/;

type SlackSettings =
  | { readonly kind: 'webhook'; readonly url: string }
  | { readonly kind: 'bot'; readonly token: string; readonly channel: string };

/** Messages in a channel of Slack: by an incoming webhook, or by a bot, which can change what it has posted. */
export class SlackChannel extends Channel {
  override readonly name = 'slack';
  override readonly target: string;
  override readonly updates: boolean;

  /** @param api where the methods of bots are */
  constructor(
    private readonly settings: SlackSettings,
    private readonly allowed: ReadonlySet<string>,
    private readonly context: MessageContext,
    private readonly api = API,
  ) {
    super();
    this.updates = settings.kind === 'bot';
    this.target = settings.kind === 'bot' ? settings.channel : new URL(settings.url).host;
  }

  override async send(message: Outgoing): Promise<SendOutcome> {
    try {
      if (this.settings.kind === 'webhook') return await this.#byWebhook(this.settings.url, message.content);
      if (message.earlier.length > 0) return await this.#update(message);
      return await this.#call('chat.postMessage', message.content, {});
    } catch (error) {
      return networkOutcome(error, 'Slack');
    }
  }

  override async problem(): Promise<string | undefined> {
    const { settings } = this;
    try {
      await pinnedAddress(new URL(settings.kind === 'webhook' ? settings.url : this.api).hostname, this.allowed);
      return undefined;
    } catch (error) {
      return networkSentence(error, 'Slack');
    }
  }

  async #byWebhook(url: string, content: MessageContent): Promise<SendOutcome> {
    const posted = await this.#post(new URL(url), slackOf(content, this.context));
    if (posted.status === 200) return { kind: 'delivered', detail: 'Slack answered ok' };
    return errorOutcome(posted.body.trim(), posted);
  }

  async #update({ content, earlier }: Outgoing): Promise<SendOutcome> {
    const updated: { id: string; content: MessageContent }[] = [];
    for (const { id, content: before, remote } of earlier) {
      const merged = withNews(before, content);
      const outcome = await this.#call('chat.update', merged, remotePlace.parse(remote));
      if (outcome.kind !== 'delivered') return outcome;
      updated.push({ id, content: merged });
    }
    return { kind: 'delivered', detail: 'Slack updated the message in place', updated };
  }

  async #call(method: string, content: MessageContent, place: { ts?: string; channel?: string }): Promise<SendOutcome> {
    if (this.settings.kind !== 'bot') throw new Error('only a bot calls methods');
    const { token, channel } = this.settings;
    const message = { channel, unfurl_links: false, unfurl_media: false, ...slackOf(content, this.context), ...place };
    const posted = await this.#post(new URL(method, this.api), message, { authorization: `Bearer ${token}` });
    const answer = posted.status === 200 ? answered.safeParse(jsonOf(posted.body)).data : undefined;
    if (answer?.ok === true)
      return { kind: 'delivered', detail: 'Slack answered ok', remote: { ts: answer.ts, channel: answer.channel } };
    return errorOutcome(answer?.error ?? '', posted);
  }

  #post(url: URL, message: object, headers: Record<string, string> = {}): Promise<Posted> {
    return postJson(url, JSON.stringify(message), { headers, allowed: this.allowed, deadlineMs: SEND_DEADLINE_MS });
  }
}

/** Slack's errors are words such as `no_service`; anything else that an answer holds is not repeated. */
function errorOutcome(error: string, posted: Posted): SendOutcome {
  const word = /^[a-z_]{1,60}$/.test(error) ? error : '';
  if (OF_THE_MESSAGE.test(word)) return { kind: 'rejected', detail: `Slack refuses the message: ${word}` };
  const outcome = httpOutcome(posted, 'Slack', new Date());
  // Whatever the status says: only the words above blame the message.
  return {
    ...outcome,
    kind: 'retry',
    detail: word === '' ? outcome.detail : `Slack answered ${posted.status}: ${word}`,
  };
}

/** The earlier message, with what is over or acknowledged by now. */
function withNews(before: MessageContent, now: MessageContent): MessageContent {
  if (before.kind !== 'alert' || now.kind !== 'alert') return before;
  const events = before.events.map(
    (event) => now.events.find(({ ruleId, key }) => ruleId === event.ruleId && key === event.key) ?? event,
  );
  return { ...before, events } satisfies AlertContent;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
