import { labelsOf } from '../../../text/typed-text.js';

/** A silence as it stands in the form. */
export interface SilenceDraft {
  kind: string;
  ruleId: string;
  key: string;
  severity: string;
  owner: string;
  labels: string;
  /** A local moment; empty: now. */
  from: string;
  /** How long; empty: until `until`. */
  minutes: string;
  until: string;
  comment: string;
}

/**
 * What is sent of it.
 *
 * @param nowMs the server's clock
 * @param timeOf the API's time of a local moment
 */
export function silenceOf(draft: SilenceDraft, nowMs: number, timeOf: (local: string) => string): object {
  const { kind, ruleId, key, severity, owner, labels, from, minutes, until, comment } = draft;
  const startsAt = from === '' ? new Date(nowMs).toISOString() : timeOf(from);
  const spanMs = Number(minutes) * 60_000;
  const named = { ruleId, key: key.trim(), severity, owner: owner.trim() };
  const byLabel = labelsOf(labels);
  return {
    ...{ kind, startsAt, comment: comment.trim() },
    endsAt: minutes === '' ? timeOf(until) : new Date(Date.parse(startsAt) + spanMs).toISOString(),
    matcher: {
      ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== '')),
      ...(Object.keys(byLabel).length > 0 && { labels: byLabel }),
    },
  };
}
