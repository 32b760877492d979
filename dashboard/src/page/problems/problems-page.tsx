import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { serverNow } from '../../live/live-data.js';
import { PROBLEMS_PATH, problemsAddress } from '../../navigation/problem-place.js';
import { formatScope } from '../../navigation/scope.js';
import { useRounds } from '../../part/use-rounds.js';
import { countedText } from '../../text/number-text.js';
import type { Page, PageProps } from '../page.js';
import { CompareView } from './compare-view.js';
import { announceChange, useChanges } from './problem-change.js';
import { PROBLEM_FILTERS, ProblemFilters } from './problem-filters.js';
import { ProblemListView } from './problem-list.js';
import { ProblemPanel } from './problem-panel.js';
import { GroupingView } from './rule/grouping-view.js';
import { TriageBar } from './triage-bar.js';
import { TriageNote } from './triage-note.js';
import { useProblemList } from './use-problem-list.js';
import { useTriage } from './use-triage.js';

/** Errors that are the same one, counted together, and what people do about them. */
export const PROBLEMS_PAGE: Page = {
  path: PROBLEMS_PATH,
  words: 'Problems',
  filters: [...PROBLEM_FILTERS, 'view', 'task', 'rule'],
  polls: [],
  View: ProblemsPage,
  Details: ProblemPanel,
};

const VIEWS = [
  { view: '', words: 'Problems' },
  { view: 'compare', words: 'Compare' },
  { view: 'grouping', words: 'Grouping' },
];

function ProblemsPage(props: PageProps): JSX.Element {
  const { route, snapshot, onScope } = props;
  const { scope } = route;
  const round = useRounds(snapshot.isPaused);
  const changes = useChanges();
  const view = VIEWS.find((one) => one.view === scope.view)?.view ?? '';
  return (
    <div class="cards">
      <nav class="views" aria-label="Problems">
        {VIEWS.map(({ view: name, words }) => (
          <a key={name} href={problemsAddress(scope, { view: name })} aria-current={name === view ? 'page' : undefined}>
            {words}
          </a>
        ))}
      </nav>
      {view === '' && <ListSection {...props} round={round} changes={changes} />}
      {view === 'compare' && (
        <CompareView {...{ scope, round, onScope }} services={snapshot.parts.services.answer?.services} />
      )}
      {view === 'grouping' && (
        <GroupingView scope={scope} round={round + changes} onScope={onScope} onChange={announceChange} />
      )}
    </div>
  );
}

function ListSection({
  route,
  snapshot,
  onScope,
  onListed,
  round,
  changes,
}: PageProps & { round: number; changes: number }): JSX.Element {
  const { scope } = route;
  const triage = useTriage();
  const list = useProblemList(scope, round, changes);
  const [selected, setSelected] = useState<readonly string[]>([]);
  // What is out of sight is not acted on.
  const inOrder = selected.flatMap((id) => list.groups.find((group) => group.id === id) ?? []);
  useEffect(() => onListed(list.groups), [list.groups]);
  useEffect(() => setSelected([]), [formatScope(scope)]);
  return (
    <section class="card problems" aria-labelledby="problems-heading">
      <div class="card-head">
        <h2 id="problems-heading">Problems</h2>
        <ProblemFilters scope={scope} services={snapshot.parts.services.answer?.services} onChange={onScope} />
      </div>
      <div class="triage-place" data-chosen={inOrder.length > 0}>
        {inOrder.length > 0 && (
          <div class="triage-head">
            <strong>{countedText(inOrder.length, 'problem')} selected</strong>
            <button type="button" class="button" onClick={() => setSelected([])}>
              Select none
            </button>
            <TriageBar groups={inOrder} triage={triage} onDone={() => setSelected([])} />
          </div>
        )}
        <TriageNote triage={triage} />
      </div>
      <ProblemListView
        list={list}
        route={route}
        selected={selected}
        serverNow={serverNow(snapshot)}
        onSelect={setSelected}
        onScope={onScope}
      />
    </section>
  );
}
