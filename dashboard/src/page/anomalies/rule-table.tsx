import type { JSX } from 'preact';
import type { AnomalyRulesAnswer } from '@log-monitor/monitor-api';
import { DataTable } from '../../part/data-table.js';
import { durationText } from '../../text/time-text.js';

/** What is looked for. */
export function RuleTable({ rules }: AnomalyRulesAnswer): JSX.Element {
  return (
    <section class="card table-card" aria-label="What is looked for">
      <div class="card-head">
        <h2>What is looked for</h2>
        <span class="quiet">50 at the limit, 75 at twice the limit, 94 at four times</span>
      </div>
      <DataTable
        label="What is looked for"
        rows={rules}
        keyOf={({ detector }) => detector}
        columns={[
          { head: 'Detector', cell: ({ title }) => title },
          { head: 'Finds', cell: ({ about }) => <span class="anomaly-why">{about}</span> },
          { head: 'Over after', cell: ({ quietSeconds }) => durationText(quietSeconds * 1000) },
        ]}
      />
    </section>
  );
}
