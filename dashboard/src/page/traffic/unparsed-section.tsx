import type { JSX } from 'preact';
import type { AccessSource, AccessUnparsedAnswer, AccessUnparsedLine } from '@log-monitor/monitor-api';
import { askAccessUnparsed } from '../../api/access-question.js';
import { useAnswer } from '../../api/use-answer.js';
import type { ListKind } from '../../list/list-kind.js';
import { ListView } from '../../list/list-view.js';
import { useListFeed } from '../../list/use-list-feed.js';
import type { Route } from '../../navigation/route.js';
import type { Scope } from '../../navigation/scope.js';
import { DataTable } from '../../part/data-table.js';
import { ProblemNote } from '../../part/problem-note.js';
import { countText, rateText } from '../../text/number-text.js';
import { FilterName } from './filter-name.js';
import { LineRow } from './line-row.js';
import { CardHead } from './traffic-card.js';

const EXPLANATION =
  'Lines that no format reads. They are kept as they came, and are in no other figure of this page. The table counts them by source and reason since the source was first seen; the list has those of the range.';

const UNPARSED_LINES: ListKind<AccessUnparsedLine, AccessUnparsedAnswer> = {
  noun: 'unparsed line',
  columns: [],
  Row: UnparsedLineRow,
  ask: askAccessUnparsed,
  itemsOf: ({ lines }) => lines,
  source: 'polled',
};

interface Count {
  source: string;
  reason: string;
  count: number;
  share: number;
}

/** Lines that could not be read: how many of each source and why, and the lines. */
export function UnparsedSection({
  sources,
  route,
  round,
  onChange,
}: {
  sources: readonly AccessSource[];
  route: Route;
  /** Another number asks again. */
  round: number;
  onChange: (scope: Scope) => void;
}): JSX.Element {
  const { answer, problem } = useAnswer(askAccessUnparsed(route.scope), round);
  const list = useListFeed(UNPARSED_LINES, route.scope, false, { answer, scope: route.scope });
  const counts = countsOf(sources, route.scope);
  return (
    <section class="card table-card" aria-label="Unparsed lines">
      <CardHead title="Unparsed lines" explanation={EXPLANATION} />
      {counts.length > 0 && <CountTable rows={counts} scope={route.scope} onChange={onChange} />}
      <ProblemNote problem={problem} what="The list of unparsed lines" />
      <ListView kind={UNPARSED_LINES} list={list} route={route} />
    </section>
  );
}

function CountTable({
  rows,
  scope,
  onChange,
}: {
  rows: readonly Count[];
  scope: Scope;
  onChange: (scope: Scope) => void;
}): JSX.Element {
  const given = { scope, onChange };
  return (
    <DataTable
      label="Unparsed lines by source and reason"
      rows={rows}
      keyOf={({ source, reason }) => `${source} ${reason}`}
      columns={[
        { head: 'Source', cell: ({ source }) => <FilterName name={source} filter={{ source }} {...given} /> },
        {
          head: 'Reason',
          cell: ({ reason }) => <FilterName name={reasonText(reason)} filter={{ reason }} {...given} />,
        },
        { head: 'Lines', isNumber: true, cell: ({ count }) => countText(count) },
        { head: 'Of its lines', isNumber: true, cell: ({ share }) => rateText(share) },
      ]}
    />
  );
}

function UnparsedLineRow({ item }: { item: AccessUnparsedLine }): JSX.Element {
  return (
    <LineRow item={item}>
      <strong class="is-bad">{reasonText(item.reason)}</strong>
      {item.cut && <span class="quiet"> its first part is kept</span>}
    </LineRow>
  );
}

/** The counts of those that fit, the most frequent first; the same source on several servers is one. */
function countsOf(sources: readonly AccessSource[], scope: Scope): Count[] {
  const wanted = sources.filter(({ name }) => scope.source === '' || name === scope.source);
  const linesOf = new Map<string, number>();
  const counts = new Map<string, Count>();
  for (const { name: source, lines, unparsedByReason } of wanted) {
    linesOf.set(source, (linesOf.get(source) ?? 0) + lines);
    for (const [reason, count] of Object.entries(unparsedByReason)) {
      if (scope.reason !== '' && scope.reason !== reason) continue;
      const key = `${reason} ${source}`;
      counts.set(key, { source, reason, count: (counts.get(key)?.count ?? 0) + count, share: 0 });
    }
  }
  const rows = [...counts.values()].filter(({ count }) => count > 0);
  const shared = rows.map((row) => ({ ...row, share: row.count / (linesOf.get(row.source) ?? row.count) }));
  return shared.sort((a, b) => b.count - a.count);
}

/** `format mismatch` */
function reasonText(reason: string): string {
  return reason.replaceAll('_', ' ');
}
