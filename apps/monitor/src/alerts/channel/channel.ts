import type { MessageContent } from '../message/message-content.js';

/** A message on its way, with what tells its repetitions from another one. */
export interface Outgoing {
  /** UUID; the same at every attempt, and said to the receiver. */
  readonly key: string;
  /** ISO 8601: when it was made. */
  readonly at: string;
  readonly content: MessageContent;
  /** Messages that were delivered before and are about the same, when all of this one is over or acknowledged; only for channels that `updates`. */
  readonly earlier: readonly Earlier[];
}

export interface Earlier {
  /** Of `alert_message`. */
  readonly id: string;
  readonly content: MessageContent;
  /** What the channel said of it when it was delivered. */
  readonly remote: unknown;
}

/**
 * What became of an attempt. `retry`: the channel is at fault, now or until somebody mends it, and the message waits. `rejected`: the message is at fault, and
 * no repetition would help. `detail` is a sentence for people; it holds no secret.
 */
export type SendOutcome =
  | {
      readonly kind: 'delivered';
      readonly detail: string;
      readonly remote?: unknown;
      readonly updated?: readonly Pick<Earlier, 'id' | 'content'>[];
    }
  | { readonly kind: 'retry'; readonly detail: string; readonly afterMs?: number }
  | { readonly kind: 'rejected'; readonly detail: string };

/** From an attempt's begin to its end, whatever the receiver does. */
export const SEND_DEADLINE_MS = 15_000;

/** A way to people. */
export abstract class Channel {
  abstract readonly name: string;
  /** Where it leads, without secrets: for the page and for sentences. */
  abstract readonly target: string;
  /** Whether an earlier message can be changed. */
  readonly updates: boolean = false;
  /** Whether it is told of alerts, or of reports only. */
  readonly takesAlerts: boolean = true;

  /** Hands a message over. Never rejects; ends within `SEND_DEADLINE_MS`. */
  abstract send(message: Outgoing): Promise<SendOutcome>;

  /** What is wrong with it, as far as that shows without sending; undefined: nothing. Never rejects. */
  abstract problem(): Promise<string | undefined>;
}
