import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { AccessRequest, AccessRequestsAnswer } from '@log-monitor/monitor-api';
import { askAccessRequests } from '../../api/access-question.js';
import type { ListKind } from '../../list/list-kind.js';
import { ListView } from '../../list/list-view.js';
import { useListFeed } from '../../list/use-list-feed.js';
import type { Scope } from '../../navigation/scope.js';
import { Choice } from '../../part/choice.js';
import { ProblemNote } from '../../part/problem-note.js';
import type { PageProps } from '../page.js';
import { REQUEST_COLUMNS } from './request-columns.js';
import { CardHead } from './traffic-card.js';

const EXPLANATION =
  'Requests one by one, newest first; took: how long the answer took. Without a status among the filters, those that failed (status 400 and more) or all. Health checks are left out.';

const SHOWN = [
  { value: '', label: 'Status 400 and more' },
  { value: 'all', label: 'All' },
] as const satisfies readonly { value: Scope['show']; label: string }[];

const REQUEST_LIST: ListKind<AccessRequest, AccessRequestsAnswer> = {
  noun: 'request',
  columns: REQUEST_COLUMNS,
  ask: askAccessRequests,
  itemsOf: ({ requests }) => requests,
  source: 'polled',
};

/** The newest requests, each with the way to its line. */
export function RequestSection({ route, snapshot, onScope, onListed }: PageProps): JSX.Element {
  const { scope } = route;
  const { answer, problem } = snapshot.parts.accessRequests;
  const list = useListFeed(REQUEST_LIST, scope, route.id !== undefined, { answer, scope: snapshot.scope });
  useEffect(() => onListed(list.items), [list.items]);
  return (
    <section class="card" aria-label="Newest requests">
      <CardHead title="Newest requests" explanation={EXPLANATION}>
        {scope.status === '' ? (
          <Choice
            label="Which requests"
            options={SHOWN}
            value={scope.show}
            onChoose={(show) => onScope({ ...scope, show })}
          />
        ) : (
          `status ${scope.status}`
        )}
      </CardHead>
      <ProblemNote problem={problem} what="The list of requests" />
      <ListView kind={REQUEST_LIST} list={list} route={route} />
    </section>
  );
}
