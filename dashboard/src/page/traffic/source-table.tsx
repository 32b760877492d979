import { type JSX } from 'preact';
import type { AccessSource } from '@log-monitor/monitor-api';
import { type Scope } from '../../navigation/scope.js';
import { Ago } from '../../part/ago.js';
import { DataTable } from '../../part/data-table.js';
import { VisibleText } from '../../part/visible-text.js';
import { countText } from '../../text/number-text.js';
import { durationText } from '../../text/time-text.js';
import { FilterName } from './filter-name.js';

/** Where lines come from: what could be read of them, why the rest could not, and how far their clocks are off. */
export function SourceTable({
  rows,
  scope,
  serverNow,
  onChange,
}: {
  rows: readonly AccessSource[];
  scope: Scope;
  serverNow: number;
  onChange: (scope: Scope) => void;
}): JSX.Element {
  const name = (row: AccessSource): JSX.Element => (
    <FilterName name={row.name} filter={{ source: row.name }} scope={scope} onChange={onChange} />
  );
  const unparsed = (row: AccessSource): JSX.Element => (
    <span class={row.unparsed > 0 ? 'is-bad' : undefined}>{countText(row.unparsed)}</span>
  );
  return (
    <DataTable
      label="Sources"
      rows={rows}
      keyOf={(row) => JSON.stringify([row.name, row.server, row.cluster, row.topic, row.format])}
      dataOf={(row) => ({ 'data-source': row.name, 'data-chosen': row.name === scope.source })}
      columns={[
        { head: 'Source', cell: name },
        {
          head: 'Server',
          cell: ({ server, cluster }) => <Text text={[server, cluster].filter(Boolean).join(' · ')} />,
        },
        { head: 'Topic', cell: ({ topic }) => <Text text={topic} /> },
        { head: 'Format', cell: ({ format }) => <Text text={format ?? 'told by the lines'} /> },
        { head: 'Lines', isNumber: true, cell: ({ lines }) => countText(lines) },
        { head: 'Requests', isNumber: true, cell: ({ requests }) => countText(requests) },
        { head: 'Health checks', isNumber: true, cell: ({ healthChecks }) => countText(healthChecks) },
        { head: 'Error log', isNumber: true, cell: ({ errors }) => countText(errors) },
        { head: 'Heartbeats', isNumber: true, cell: ({ heartbeats }) => countText(heartbeats) },
        { head: 'Unparsed', isNumber: true, cell: unparsed },
        { head: 'Why', cell: (row) => <Text text={reasonText(row)} /> },
        { head: 'Late', isNumber: true, cell: ({ late }) => countText(late) },
        { head: 'Clock skew', isNumber: true, cell: skewText },
        { head: 'Last seen', isNumber: true, cell: ({ lastSeen }) => <Ago time={lastSeen} serverNow={serverNow} /> },
      ]}
    />
  );
}

function Text({ text }: { text: string }): JSX.Element {
  return <VisibleText text={text === '' ? '–' : text} limit={120} />;
}

/** `format mismatch: 3`, the most frequent first. */
function reasonText({ unparsedByReason }: AccessSource): string {
  const counts = Object.entries(unparsedByReason).sort((a, b) => b[1] - a[1]);
  return counts.map(([reason, count]) => `${reason.replaceAll('_', ' ')}: ${countText(count)}`).join(', ');
}

/** How many lines lie outside everything kept, and how far off the farthest is. */
function skewText({ outside, largestSkewSeconds }: AccessSource): string {
  if (outside === 0 || largestSkewSeconds === null) return '–';
  const side = largestSkewSeconds < 0 ? 'behind' : 'ahead';
  return `${countText(outside)}, up to ${durationText(Math.abs(largestSkewSeconds) * 1000)} ${side}`;
}
