import type { JSX } from 'preact';
import type { ServiceStatus, ServiceSummary } from '@log-monitor/monitor-api';
import { Ago } from '../../part/ago.js';
import { DataTable } from '../../part/data-table.js';
import { VisibleText } from '../../part/visible-text.js';
import { countText, rateText } from '../../text/number-text.js';

const STATUS_MEANING: Record<ServiceStatus, string> = {
  ok: 'no error in the last 5 minutes',
  failing: 'errors in the last 5 minutes',
  silent: 'nothing heard for longer than is usual for it',
};

const STATUS_ORDER: Record<ServiceStatus, number> = { failing: 0, silent: 1, ok: 2 };

/** All services of the range, the ones in trouble first; choosing one narrows the page to it. */
export function ServiceTable({
  rows,
  chosen,
  serverNow,
  onChoose,
}: {
  rows: readonly ServiceSummary[];
  chosen: string;
  serverNow: number;
  onChoose: (service: string) => void;
}): JSX.Element {
  const name = (row: ServiceSummary): JSX.Element => (
    <button
      type="button"
      class="service-name"
      aria-pressed={row.name === chosen}
      onClick={() => onChoose(row.name === chosen ? '' : row.name)}
    >
      <VisibleText text={row.name} limit={200} />
    </button>
  );
  const status = (row: ServiceSummary): JSX.Element => (
    <span class={`status status-${row.status}`} title={STATUS_MEANING[row.status]}>
      {row.status}
    </span>
  );
  const errors = (row: ServiceSummary): JSX.Element => (
    <span class={row.errors > 0 ? 'is-bad' : undefined}>{countText(row.errors)}</span>
  );
  return (
    <DataTable
      label="Services"
      rows={rows.toSorted(inTroubleFirst)}
      keyOf={(row) => row.name}
      dataOf={(row) => ({ 'data-service': row.name, 'data-chosen': row.name === chosen })}
      columns={[
        { head: 'Service', cell: name },
        { head: 'Status', cell: status },
        { head: 'Records', isNumber: true, cell: (row) => countText(row.total) },
        { head: 'Errors', isNumber: true, cell: errors },
        { head: 'Rate', isNumber: true, cell: (row) => rateText(row.error_rate) },
        { head: 'Hosts', isNumber: true, cell: (row) => countText(row.hosts) },
        { head: 'Instances', isNumber: true, cell: (row) => countText(row.instances) },
        { head: 'Last seen', isNumber: true, cell: (row) => <Ago time={row.last_seen} serverNow={serverNow} /> },
      ]}
    />
  );
}

function inTroubleFirst(a: ServiceSummary, b: ServiceSummary): number {
  return STATUS_ORDER[a.status] - STATUS_ORDER[b.status] || b.errors - a.errors || (a.name < b.name ? -1 : 1);
}
