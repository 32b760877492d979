import type { JSX } from 'preact';
import type { GroupComparisonAnswer } from '@log-monitor/monitor-api';
import { askComparison } from '../../api/group-rule-question.js';
import { useAnswer } from '../../api/use-answer.js';
import { problemAddress } from '../../navigation/problem-place.js';
import { type Scope, wordsOfRange } from '../../navigation/scope.js';
import { DataTable } from '../../part/data-table.js';
import { ProblemNote } from '../../part/problem-note.js';
import { SearchField } from '../../part/search-field.js';
import { ServiceChoice } from '../../part/service-choice.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { VisibleText } from '../../part/visible-text.js';
import { countText } from '../../text/number-text.js';
import { StateBadge } from './state-badge.js';

type Compared = GroupComparisonAnswer['new'][number];

const LISTS = [
  { list: 'new', count: 'newCount', title: 'New', words: 'without an error before, ever' },
  { list: 'grown', count: 'grownCount', title: 'Grown', words: 'at least twice as many errors, beyond chance' },
  { list: 'vanished', count: 'vanishedCount', title: 'Vanished', words: 'no error any more' },
] as const;

/** Problems of two windows beside each other: the range and the one before it, or before and after a deployment. */
export function CompareView({
  scope,
  services,
  round,
  onScope,
}: {
  scope: Scope;
  services: readonly { name: string }[] | undefined;
  round: number;
  onScope: (scope: Scope, how?: 'push' | 'replace') => void;
}): JSX.Element {
  const { answer, problem } = useAnswer(askComparison(scope), round);
  return (
    <>
      <section class="card" aria-labelledby="compare-heading">
        <div class="card-head">
          <h2 id="compare-heading">Compare</h2>
          <div class="filters" role="search">
            <SearchField
              label="Version that was deployed"
              value={scope.version}
              onChange={(version) => onScope({ ...scope, version }, 'replace')}
            />
            <ServiceChoice
              service={scope.service}
              names={(services ?? []).map(({ name }) => name).sort()}
              onChoose={(service) => onScope({ ...scope, service })}
            />
          </div>
        </div>
        <ProblemNote problem={problem} what="The comparison" />
        <p class="compare-words">{answer ? <Windows answer={answer} scope={scope} /> : 'Loading …'}</p>
      </section>
      {answer &&
        LISTS.map(({ list, count, title, words }) => (
          <section key={list} class="card table-card" aria-label={title} data-compare={list}>
            <div class="card-head">
              <h2>
                {title} <span class="quiet">{countWords(answer[list].length, answer[count])}</span>
              </h2>
              <span class="quiet">{words}</span>
            </div>
            {answer[list].length === 0 ? (
              <p class="quiet none">None.</p>
            ) : (
              <Table title={title} rows={answer[list]} scope={scope} />
            )}
          </section>
        ))}
    </>
  );
}

function countWords(shown: number, all: number): string {
  return shown === all ? countText(all) : `${countText(shown)} of ${countText(all)}`;
}

function Windows({ answer, scope }: { answer: GroupComparisonAnswer; scope: Scope }): JSX.Element {
  const { range, before, deployedAt } = answer;
  return (
    <>
      {deployedAt === null ? (
        `As long before, and ${wordsOfRange(scope.range)}: `
      ) : (
        <>
          <VisibleText text={scope.version} limit={80} /> was first seen <TimeStamp time={deployedAt} />:{' '}
        </>
      )}
      <TimeStamp time={before.from} /> – <TimeStamp time={before.to} /> and <TimeStamp time={range.from} /> –{' '}
      <TimeStamp time={range.to} />.
    </>
  );
}

function Table({ title, rows, scope }: { title: string; rows: readonly Compared[]; scope: Scope }): JSX.Element {
  return (
    <DataTable
      label={title}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          head: 'Problem',
          cell: (group) => (
            <a class="rule-name" href={problemAddress(scope, group.id)}>
              <VisibleText text={group.title} limit={200} />
            </a>
          ),
        },
        { head: 'Before', isNumber: true, cell: ({ before }) => countText(before) },
        { head: 'Now', isNumber: true, cell: ({ count }) => countText(count) },
        {
          head: 'Services',
          cell: ({ services }) => <VisibleText text={services.slice(0, 3).join(', ')} limit={120} />,
        },
        { head: 'Last seen', cell: ({ lastSeen }) => <TimeStamp time={lastSeen} /> },
        { head: 'State', cell: (group) => <StateBadge group={group} /> },
      ]}
    />
  );
}
