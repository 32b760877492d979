import type { JSX } from 'preact';
import type { PartitionStatus } from '@log-monitor/monitor-api';
import { Ago } from '../../part/ago.js';
import { DataTable } from '../../part/data-table.js';
import { VisibleText } from '../../part/visible-text.js';
import { bytesText, countText, perSecondText } from '../../text/number-text.js';

/** One row per partition: where reading stands, what still waits, who reads it. */
export function PartitionTable({
  rows,
  serverNow,
}: {
  rows: readonly PartitionStatus[];
  serverNow: number;
}): JSX.Element {
  const lag = ({ lag: waiting }: PartitionStatus): JSX.Element => (
    <span class={waiting === 0 ? undefined : 'is-behind'}>{countText(waiting)}</span>
  );
  const owner = (row: PartitionStatus): JSX.Element => {
    if (row.owner !== null) return <VisibleText text={row.owner} limit={80} />;
    // Its reader is known from what it has stored: while there is nothing to store, nobody being noted means nothing.
    return row.lag === 0 ? <>–</> : <span class="is-behind">nobody</span>;
  };
  return (
    <DataTable
      label="Partitions"
      rows={rows}
      keyOf={({ topic, partition }) => `${topic}/${partition}`}
      dataOf={({ topic, partition }) => ({ 'data-partition': `${topic}/${partition}` })}
      columns={[
        { head: 'Topic', cell: ({ topic }) => <VisibleText text={topic} limit={120} /> },
        { head: 'Partition', isNumber: true, cell: ({ partition }) => partition },
        { head: 'Lag', isNumber: true, cell: lag },
        { head: 'Records/s', isNumber: true, cell: (row) => perSecondText(row.recordsPerSecond) },
        { head: 'Bytes/s', isNumber: true, cell: (row) => bytesText(row.bytesPerSecond) },
        { head: 'Next offset', isNumber: true, cell: ({ nextOffset }) => countText(nextOffset) },
        { head: 'Last commit', isNumber: true, cell: (row) => <Ago time={row.lastCommitAt} serverNow={serverNow} /> },
        { head: 'Stored by', cell: owner },
      ]}
    />
  );
}
