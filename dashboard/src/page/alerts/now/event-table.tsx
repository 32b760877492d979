import type { JSX } from 'preact';
import type { AlertEventItem, Incident } from '@log-monitor/monitor-api';
import { acknowledgeIncident } from '../../../api/alert-question.js';
import { alertAddress } from '../../../navigation/alert-place.js';
import type { Scope } from '../../../navigation/scope.js';
import { ActionButton } from '../../../part/action-button.js';
import { DataTable } from '../../../part/data-table.js';
import { TimeStamp } from '../../../part/time-stamp.js';
import { VisibleText } from '../../../part/visible-text.js';

/** What people were told, newest first. */
export function EventTable({
  events,
  open,
  scope,
  onChange,
}: {
  events: readonly AlertEventItem[];
  /** What still fires: it can be acknowledged. */
  open: readonly Incident[];
  scope: Scope;
  onChange: () => void;
}): JSX.Element {
  if (events.length === 0) return <p class="quiet none">Nothing has fired yet.</p>;
  return (
    <DataTable
      label="History"
      rows={events}
      keyOf={({ id }) => id}
      dataOf={({ id }) => ({ 'data-event': id })}
      columns={[
        { head: 'Time', cell: ({ at }) => <TimeStamp time={at} /> },
        {
          head: 'What',
          cell: ({ transition }) => <span class={transition === 'fired' ? 'is-bad' : undefined}>{transition}</span>,
        },
        { head: 'Severity', cell: ({ severity }) => severity },
        { head: 'Rule', cell: ({ ruleName }) => <VisibleText text={ruleName} limit={120} /> },
        { head: 'Sentence', cell: ({ sentence }) => <VisibleText text={sentence} limit={300} /> },
        {
          head: 'Do',
          cell: (event) => (
            <span class="row-actions">
              <a class="button" aria-label={`Why ${event.ruleName} at ${event.at}`} href={whyAddress(scope, event)}>
                Why
              </a>
              {open.some(({ id, acknowledgedAt }) => id === event.id && acknowledgedAt === null) && (
                <ActionButton
                  label="Acknowledge"
                  done="Acknowledged."
                  question={acknowledgeIncident(event.id, '')}
                  onDone={onChange}
                />
              )}
            </span>
          ),
        },
      ]}
    />
  );
}

/** A decision is about the end of its window. */
function whyAddress(scope: Scope, { ruleId, at, window, key }: AlertEventItem): string {
  return alertAddress(scope, { view: 'rules', task: 'why', rule: ruleId, key, at: window?.to ?? at });
}
