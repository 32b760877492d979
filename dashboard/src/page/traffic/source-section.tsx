import type { JSX } from 'preact';
import type { Fetched } from '../../api/fetch-answer.js';
import type { AccessSource, AccessSourcesAnswer } from '@log-monitor/monitor-api';
import type { Scope } from '../../navigation/scope.js';
import { Ago } from '../../part/ago.js';
import { DataTable } from '../../part/data-table.js';
import { ProblemNote } from '../../part/problem-note.js';
import { VisibleText } from '../../part/visible-text.js';
import { countText } from '../../text/number-text.js';
import { durationText } from '../../text/time-text.js';
import { FilterName } from './filter-name.js';
import { CardHead } from './traffic-card.js';

/** What the columns count, in their order. */
const EXPLANATIONS: readonly [string, string][] = [
  ['Lines', 'everything that came since the source was first seen; the other counts are parts of it.'],
  ['Health checks', 'requests that are stored and left out of every chart.'],
  ['Error log', 'lines of an error log.'],
  ['Heartbeats', 'lines that only say that it is alive; they are not stored.'],
  ['Unparsed', 'lines that no format reads.'],
  [
    'Late',
    'requests that came after their time was closed. They are counted where they belong, so older figures have changed.',
  ],
  [
    'Clock skew',
    'lines whose time lies outside everything that is kept, or ahead of now, and how far the farthest was off.',
  ],
];

/** Where lines come from: what could be read of them, how late they come, and how far their clocks are off. */
export function SourceSection({
  part: { answer, problem },
  scope,
  serverNow,
  onChange,
}: {
  part: Pick<Fetched<AccessSourcesAnswer>, 'answer' | 'problem'>;
  scope: Scope;
  serverNow: number;
  onChange: (scope: Scope) => void;
}): JSX.Element {
  return (
    <section class="card table-card" aria-label="Sources">
      <CardHead title="Sources" explanation={<Explanations />}>
        since each was first seen
      </CardHead>
      <ProblemNote problem={problem} what="The sources" />
      {answer && <SourceTable rows={answer.sources} scope={scope} serverNow={serverNow} onChange={onChange} />}
    </section>
  );
}

function Explanations(): JSX.Element {
  return (
    <>
      {EXPLANATIONS.map(([name, words]) => (
        <span key={name}>
          <strong>{name}</strong>: {words}
        </span>
      ))}
    </>
  );
}

function SourceTable({
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
        { head: 'Unparsed', isNumber: true, cell: ({ unparsed }) => <Bad count={unparsed} /> },
        { head: 'Late', isNumber: true, cell: ({ late }) => countText(late) },
        { head: 'Clock skew', isNumber: true, cell: skewText },
        { head: 'Last seen', isNumber: true, cell: ({ lastSeen }) => <Ago time={lastSeen} serverNow={serverNow} /> },
      ]}
    />
  );
}

function Bad({ count }: { count: number }): JSX.Element {
  return <span class={count > 0 ? 'is-bad' : undefined}>{countText(count)}</span>;
}

function Text({ text }: { text: string }): JSX.Element {
  return <VisibleText text={text === '' ? '–' : text} limit={120} />;
}

/** How many lines lie outside everything kept, and how far off the farthest is. */
function skewText({ outside, largestSkewSeconds }: AccessSource): string {
  if (outside === 0 || largestSkewSeconds === null) return '–';
  const side = largestSkewSeconds < 0 ? 'behind' : 'ahead';
  return `${countText(outside)}, up to ${durationText(Math.abs(largestSkewSeconds) * 1000)} ${side}`;
}
