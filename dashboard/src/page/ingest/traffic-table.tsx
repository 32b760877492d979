import type { JSX } from 'preact';
import type { ServiceTraffic } from '@log-monitor/monitor-api';
import { DataTable } from '../../part/data-table.js';
import { VisibleText } from '../../part/visible-text.js';
import { bytesText, perSecondText } from '../../text/number-text.js';

/** What came of each service in the last seconds. */
export function TrafficTable({ rows }: { rows: readonly ServiceTraffic[] }): JSX.Element {
  return (
    <DataTable
      label="Services"
      rows={rows}
      keyOf={({ topic, service }) => `${topic}/${service}`}
      columns={[
        { head: 'Service', cell: ({ service }) => <VisibleText text={service} limit={120} /> },
        { head: 'Topic', cell: ({ topic }) => <VisibleText text={topic} limit={120} /> },
        { head: 'Records/s', isNumber: true, cell: (row) => perSecondText(row.recordsPerSecond) },
        { head: 'Bytes/s', isNumber: true, cell: (row) => bytesText(row.bytesPerSecond) },
      ]}
    />
  );
}
