/**
 * Why somebody is told. `test` comes from the test of a channel, never from a rule; `acknowledged` goes only to channels that change what they have said.
 */
export type AlertTransition = 'fired' | 'resolved' | 'reminder' | 'escalated' | 'acknowledged' | 'test';

export type AlertSeverity = 'info' | 'warning' | 'critical';

/** A record that led to the alert, as it was logged: hostile text until a message makes it inert. */
export interface AlertSample {
  /** Id of a record, or place of a request; undefined where there is no page of one. */
  readonly id?: string;
  /** ISO 8601. */
  readonly time: string;
  readonly level: string;
  /** Service of a record, host of a request. */
  readonly service: string;
  readonly message: string;
}

/**
 * Something that people are told: what a rule's state became, with all that a message says of it. It is stored as JSON with what is still to be
 * delivered, so that a message is the same whichever monitor sends it, and whatever has become of the rule.
 */
export interface AlertEvent {
  /** UUID. Said to every receiver, so that one who hears it twice can tell. */
  readonly id: string;
  readonly ruleId: string;
  readonly ruleName: string;
  /** What of a rule with groups it is about, such as the service; '' for a rule without. */
  readonly key: string;
  /** What people call it, where the key says nothing to them. */
  readonly subject?: string;
  readonly transition: AlertTransition;
  readonly severity: AlertSeverity;
  /** ISO 8601: when it was decided. */
  readonly at: string;
  /** What was measured; null where the kind measures nothing, or nothing was there. */
  readonly value: number | null;
  readonly threshold: number | null;
  /** ISO 8601, half-open; null where the kind has none. */
  readonly window: { readonly from: string; readonly to: string } | null;
  /** What is the matter, in one sentence made of the rule and the value. */
  readonly sentence: string;
  /** The rule's own text, a template; see `alerts/message/template.ts`. */
  readonly message?: string;
  /** At most `MAX_SAMPLES`. */
  readonly samples: readonly AlertSample[];
  /** Pages of the dashboard, by their paths: `{ name: 'Records', path: '/errors?service=shop' }`. */
  readonly links: readonly { readonly name: string; readonly path: string }[];
  readonly labels: Readonly<Record<string, string>>;
  readonly owner?: string;
}

export const MAX_SAMPLES = 5;
