import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { AccessErrorClassesAnswer, AccessErrorLine, AccessErrorsAnswer } from '@log-monitor/monitor-api';
import { askAccessErrorClasses, askAccessErrors } from '../../api/access-question.js';
import { useAnswer } from '../../api/use-answer.js';
import { chartData } from '../../chart/chart-series.js';
import { ErrorChart } from '../../chart/error-chart.js';
import type { ListKind } from '../../list/list-kind.js';
import { ListView } from '../../list/list-view.js';
import { useListFeed } from '../../list/use-list-feed.js';
import type { Route } from '../../navigation/route.js';
import type { Scope } from '../../navigation/scope.js';
import { DataTable } from '../../part/data-table.js';
import { LevelBadge } from '../../part/level-badge.js';
import { ProblemNote } from '../../part/problem-note.js';
import { countText, rateText } from '../../text/number-text.js';
import { FilterName } from './filter-name.js';
import { LineRow } from './line-row.js';
import { TrafficCard } from './traffic-card.js';

const EXPLANATION =
  "Lines of the web servers' error logs in this range: over time by what they are about, and by host, level and what they are about. A line has the host and the client that it names; many name none.";

const NO_SLOTS = new Map<string, number>();

const ERROR_LINES: ListKind<AccessErrorLine, AccessErrorsAnswer> = {
  noun: 'error line',
  columns: [],
  Row: ErrorLineRow,
  ask: askAccessErrors,
  itemsOf: ({ errors }) => errors,
  source: 'polled',
};

interface SectionProps {
  route: Route;
  /** The server's clock, epoch ms. */
  now: number;
  /** Another number asks again. */
  round: number;
  onChange: (scope: Scope) => void;
}

/** What error logs say: how much of it, where and about what, and the lines. */
export function ErrorLogSection({ route, now, round, onChange }: SectionProps): JSX.Element {
  const { scope } = route;
  const { answer, problem } = useAnswer(askAccessErrorClasses(scope), round);
  const { project, route: path, status, method } = scope;
  const isWider = [project, path, scope.path, status, method].some((filter) => filter !== '');
  return (
    <TrafficCard
      title="Error logs"
      explanation={EXPLANATION}
      words={isWider ? 'narrowed by host, client, source, level, subject and text alone' : undefined}
      problem={problem}
      isEmpty={answer && answer.rows.length === 0}
    >
      {() => (
        <>
          {answer && <ClassChart answer={answer} now={now} scope={scope} onChange={onChange} />}
          <ClassTable rows={answer?.rows ?? []} scope={scope} onChange={onChange} />
          <ErrorLines route={route} round={round} />
        </>
      )}
    </TrafficCard>
  );
}

function ClassChart({
  answer,
  now,
  scope,
  onChange,
}: Omit<SectionProps, 'route' | 'round'> & { answer: AccessErrorClassesAnswer; scope: Scope }): JSX.Element {
  const data = useMemo(
    () => chartData({ ...answer, buckets: namedBuckets(answer) }, now, NO_SLOTS, 'service'),
    [answer],
  );
  return (
    <ErrorChart
      data={data}
      by="subject"
      noun="line"
      chosen={subjectText(scope.class)}
      onChoose={(subject) => onChange({ ...scope, class: subject.replaceAll(' ', '_') })}
    />
  );
}

function ClassTable({
  rows,
  scope,
  onChange,
}: {
  rows: AccessErrorClassesAnswer['rows'];
  scope: Scope;
  onChange: (scope: Scope) => void;
}): JSX.Element {
  const given = { scope, onChange };
  return (
    <DataTable
      label="Lines by host, level and subject"
      rows={rows}
      keyOf={(row) => `${row.host} ${row.level} ${row.class}`}
      columns={[
        {
          head: 'Host',
          cell: ({ host }) => (host === '' ? '–' : <FilterName name={host} filter={{ host }} {...given} />),
        },
        {
          head: 'Level',
          cell: ({ level }) => (
            <FilterName name={level} filter={{ level }} {...given}>
              <LevelBadge level={level} />
            </FilterName>
          ),
        },
        {
          head: 'About',
          cell: (row) => <FilterName name={subjectText(row.class)} filter={{ class: row.class }} {...given} />,
        },
        { head: 'Lines', isNumber: true, cell: (row) => countText(row.count) },
        { head: 'Share', isNumber: true, cell: ({ share }) => rateText(share) },
      ]}
    />
  );
}

function ErrorLines({ route, round }: Pick<SectionProps, 'route' | 'round'>): JSX.Element {
  const { answer, problem } = useAnswer(askAccessErrors(route.scope), round);
  const list = useListFeed(ERROR_LINES, route.scope, false, { answer, scope: route.scope });
  return (
    <>
      <ProblemNote problem={problem} what="The list of lines" />
      <ListView kind={ERROR_LINES} list={list} route={route} />
    </>
  );
}

function ErrorLineRow({ item }: { item: AccessErrorLine }): JSX.Element {
  return (
    <LineRow item={item}>
      <LevelBadge level={item.level} /> {subjectText(item.class)}
    </LineRow>
  );
}

function namedBuckets({ buckets }: AccessErrorClassesAnswer): AccessErrorClassesAnswer['buckets'] {
  return buckets.map(({ time, counts }) => {
    const named = Object.entries(counts).map(([name, count]) => [subjectText(name), count] as const);
    return { time, counts: Object.fromEntries(named) };
  });
}

/** `connection failed` */
function subjectText(name: string): string {
  return name.replaceAll('_', ' ');
}
