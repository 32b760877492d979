import type { SilenceMatcher } from '@log-monitor/monitor-api';
import type { AlertEvent } from '../event/alert-event.js';

export type Subject = Pick<AlertEvent, 'ruleId' | 'key' | 'severity' | 'labels'> & {
  readonly owner?: string | undefined;
};

/** What holds at a moment: mutes and maintenance windows that are on, and alerts that somebody has put off. */
export interface Suppressions {
  readonly silences: readonly { readonly kind: 'mute' | 'maintenance'; readonly matcher: SilenceMatcher }[];
  /** Open alerts: until when each is snoozed, and whether somebody has said that he knows. */
  readonly incidents: readonly {
    readonly ruleId: string;
    readonly key: string;
    readonly acknowledged: boolean;
    readonly snoozed: boolean;
  }[];
}

/**
 * What keeps an alert from being told, if anything. Mutes and maintenance keep everything back; a snooze and an acknowledgement keep back only what repeats an
 * alert that was told before.
 */
export function suppressionOf(
  subject: Subject,
  { silences, incidents }: Suppressions,
): 'mute' | 'maintenance' | 'snooze' | 'acknowledged' | undefined {
  const silence = silences.find(({ matcher }) => matches(matcher, subject));
  if (silence !== undefined) return silence.kind;
  const incident = incidents.find(({ ruleId, key }) => ruleId === subject.ruleId && key === subject.key);
  if (incident?.snoozed) return 'snooze';
  return incident?.acknowledged ? 'acknowledged' : undefined;
}

/** All that the matcher names must be so; one that names nothing matches everything. */
export function matches({ ruleId, key, severity, owner, labels = {} }: SilenceMatcher, subject: Subject): boolean {
  return (
    (ruleId === undefined || ruleId === subject.ruleId) &&
    (key === undefined || key === subject.key) &&
    (severity === undefined || severity === subject.severity) &&
    (owner === undefined || owner === subject.owner) &&
    Object.entries(labels).every(
      ([name, value]) => Object.hasOwn(subject.labels, name) && subject.labels[name] === value,
    )
  );
}
