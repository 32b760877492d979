import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { askAlertStates } from '../../api/alert-question.js';
import { useAnswer } from '../../api/use-answer.js';
import { ALERTS_PATH, alertAddress } from '../../navigation/alert-place.js';
import type { Scope } from '../../navigation/scope.js';
import { useRounds } from '../../part/use-rounds.js';
import type { Page, PageProps } from '../page.js';
import { ChannelsView } from './channel/channels-view.js';
import { NowView } from './now/now-view.js';
import { ReportsView } from './report/reports-view.js';
import { RulesView } from './rule/rules-view.js';
import { SilencesView } from './silence/silences-view.js';

/** What fires, why it does or does not, the rules, and whether people are told. */
export const ALERTS_PAGE: Page = {
  path: ALERTS_PATH,
  words: 'Alerts',
  filters: ['view', 'task', 'rule', 'key', 'at', 'channel', 'state', 'mail'],
  polls: [],
  View: AlertsPage,
};

const VIEWS = [
  { view: '', words: 'Now' },
  { view: 'rules', words: 'Rules' },
  { view: 'silences', words: 'Silences' },
  { view: 'channels', words: 'Channels' },
  { view: 'reports', words: 'Reports' },
];

function AlertsPage({ route, snapshot, onScope }: PageProps): JSX.Element {
  const rounds = useRounds(snapshot.isPaused);
  const [changes, setChanges] = useState(0);
  // What somebody has just changed is seen at once.
  const round = rounds + changes;
  const onChange = (): void => setChanges((before) => before + 1);
  const states = useAnswer(askAlertStates(), round);
  const { view } = route.scope;
  return (
    <div class="cards">
      <Views scope={route.scope} />
      {view === 'rules' && <RulesView {...{ route, snapshot, onScope, round, onChange }} states={states.answer} />}
      {view === 'silences' && <SilencesView {...{ route, snapshot, onScope, round, onChange }} />}
      {view === 'channels' && <ChannelsView {...{ route, snapshot, round, onScope, onChange }} />}
      {view === 'reports' && <ReportsView {...{ route, snapshot, round, onScope, onChange }} />}
      {!VIEWS.some((one) => one.view !== '' && one.view === view) && (
        <NowView {...{ route, snapshot, round, onChange }} states={states.answer} problem={states.problem} />
      )}
    </div>
  );
}

function Views({ scope }: { scope: Scope }): JSX.Element {
  const shown = VIEWS.find(({ view }) => view === scope.view) ?? VIEWS[0];
  return (
    <nav class="views" aria-label="Alerts">
      {VIEWS.map(({ view, words }) => (
        <a key={view} href={alertAddress(scope, { view })} aria-current={view === shown?.view ? 'page' : undefined}>
          {words}
        </a>
      ))}
    </nav>
  );
}
