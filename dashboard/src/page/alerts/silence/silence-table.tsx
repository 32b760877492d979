import type { JSX } from 'preact';
import type { Silence } from '@log-monitor/monitor-api';
import { endSilence } from '../../../api/alert-question.js';
import { ActionButton } from '../../../part/action-button.js';
import { DataTable } from '../../../part/data-table.js';
import { TimeStamp } from '../../../part/time-stamp.js';
import { VisibleText } from '../../../part/visible-text.js';
import { type Phase, matcherText, phaseOf } from './silence-words.js';

const ORDER: readonly Phase[] = ['in force', 'to come', 'over'];

/** Mutes and maintenance windows: those in force first, then those to come, then those of the last week. */
export function SilenceTable({
  silences,
  nameOf,
  serverNow,
  onChange,
}: {
  silences: readonly Silence[];
  nameOf: (ruleId: string) => string;
  serverNow: number;
  onChange: () => void;
}): JSX.Element {
  if (silences.length === 0) return <p class="quiet none">None, and none in the last week.</p>;
  const rows = ORDER.flatMap((phase) =>
    silences.filter((silence) => phaseOf(silence, serverNow) === phase).map((silence) => ({ ...silence, phase })),
  );
  return (
    <DataTable
      label="Silences"
      rows={rows}
      keyOf={({ id }) => id}
      dataOf={({ id, phase }) => ({ 'data-silence': id, 'data-phase': phase })}
      columns={[
        {
          head: 'Keeps back',
          cell: ({ matcher }) => <VisibleText text={matcherText(matcher, nameOf)} limit={200} />,
        },
        {
          head: 'State',
          cell: ({ phase }) => <span class={phase === 'in force' ? 'is-behind' : 'quiet'}>{phase}</span>,
        },
        { head: 'As', cell: ({ kind }) => kind },
        { head: 'From', cell: ({ startsAt }) => <TimeStamp time={startsAt} /> },
        { head: 'Until', cell: ({ endsAt }) => <TimeStamp time={endsAt} /> },
        { head: 'Because', cell: ({ comment }) => <VisibleText text={comment} limit={200} /> },
        { head: 'By', cell: ({ createdBy }) => <VisibleText text={createdBy} limit={60} /> },
        {
          head: 'Do',
          cell: ({ id, phase }) =>
            phase !== 'over' && (
              <ActionButton
                label={phase === 'in force' ? 'End now' : 'Withdraw'}
                done={phase === 'in force' ? 'Ended.' : 'Withdrawn.'}
                question={endSilence(id)}
                onDone={onChange}
              />
            ),
        },
      ]}
    />
  );
}
