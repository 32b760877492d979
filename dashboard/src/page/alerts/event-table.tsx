import type { JSX } from 'preact';
import type { AlertEventItem } from '@log-monitor/monitor-api';
import { DataTable } from '../../part/data-table.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { VisibleText } from '../../part/visible-text.js';

/** What people were told, newest first. */
export function EventTable({ events }: { events: readonly AlertEventItem[] }): JSX.Element {
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
      ]}
    />
  );
}
