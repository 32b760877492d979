import type { JSX } from 'preact';
import type { AccessFigures, AccessTopRow } from '@log-monitor/monitor-api';
import { type TopList, askAccessTop } from '../../api/access-question.js';
import { useAnswer } from '../../api/use-answer.js';
import type { Scope } from '../../navigation/scope.js';
import { DataTable } from '../../part/data-table.js';
import { VisibleText } from '../../part/visible-text.js';
import { bytesText, countText, countedText, millisecondsText, rateText } from '../../text/number-text.js';
import { FilterName } from './filter-name.js';
import { TrafficCard } from './traffic-card.js';

/** The figures that a table can have beside the name. */
const FIGURES = {
  requests: { head: 'Requests', text: ({ requests }: AccessFigures) => countText(requests) },
  errors: { head: 'Errors', text: ({ errors }: AccessFigures) => countText(errors) },
  errorRate: { head: 'Error rate', text: ({ errorRate }: AccessFigures) => rateText(errorRate) },
  mean: { head: 'Mean', text: ({ latency }: AccessFigures) => millisecondsText(latency.mean) },
  p95: { head: 'p95', text: ({ latency }: AccessFigures) => millisecondsText(latency.p95) },
  bytes: { head: 'Bytes', text: ({ bytes }: AccessFigures) => bytesText(bytes) },
} as const;

/** All that makes one table of the most frequent different from another. */
export interface TopTableKind {
  list: TopList;
  title: string;
  /** What is counted. */
  explanation: string;
  /** What a row stands for. */
  head: string;
  figures: readonly (keyof typeof FIGURES)[];
  /** Whether the codes of its rows are known. */
  hasStatuses?: boolean;
  /** What a click on the row's name narrows the page to. */
  filterOf?: (row: AccessTopRow) => Partial<Scope>;
}

/** The columns that tell of requests, for a table of anything that has figures. */
export function figureColumns(
  names: readonly (keyof typeof FIGURES)[],
): { head: string; isNumber: true; cell: (row: AccessFigures) => string }[] {
  return names.map((name) => ({ head: FIGURES[name].head, isNumber: true, cell: FIGURES[name].text }));
}

export function TopTable({
  kind: { list, title, explanation, head, figures, hasStatuses = false, filterOf },
  scope,
  round,
  onChange,
}: {
  kind: TopTableKind;
  scope: Scope;
  round: number;
  onChange: (scope: Scope) => void;
}): JSX.Element {
  const { answer, problem } = useAnswer(askAccessTop(list, scope), round);
  const name = (row: AccessTopRow): JSX.Element => (
    <>
      {filterOf && row.name !== '' ? (
        <FilterName name={row.name} filter={filterOf(row)} scope={scope} onChange={onChange} />
      ) : (
        <VisibleText text={row.name === '' ? '–' : row.name} limit={300} />
      )}
      {row.host !== null && (
        <span class="quiet of-host">
          <VisibleText text={row.host} limit={120} />
        </span>
      )}
    </>
  );
  const bound = answer?.approximate ?? 0;
  return (
    <TrafficCard
      title={title}
      explanation={explanation}
      words={bound > 0 ? `a row may have up to ${countedText(bound, 'request')} more` : undefined}
      problem={problem}
      isEmpty={answer && answer.rows.length === 0}
    >
      {() => (
        <DataTable
          label={title}
          rows={answer?.rows ?? []}
          keyOf={(row) => `${row.host ?? ''} ${row.name}`}
          columns={[
            { head, cell: name },
            ...(hasStatuses ? [{ head: 'Status', cell: statusText }] : []),
            ...figureColumns(figures),
          ]}
        />
      )}
    </TrafficCard>
  );
}

/** `200: 1,940 · 404: 56`, the most frequent first. */
function statusText({ statuses }: AccessTopRow): string {
  const counts = Object.entries(statuses).sort((a, b) => b[1] - a[1]);
  return counts.map(([status, count]) => `${status}: ${countText(count)}`).join(' · ');
}
