import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AlertStatesAnswer } from '@log-monitor/monitor-api';
import { askAlertEvents, askAlertRules, askAlertStates, askChannels, askIncidents } from '../../api/alert-question.js';
import { useAnswer } from '../../api/use-answer.js';
import { serverNow } from '../../live/live-data.js';
import { ProblemNote } from '../../part/problem-note.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { useRounds } from '../../part/use-rounds.js';
import type { Page, PageProps } from '../page.js';
import { ChannelTable } from './channel-table.js';
import { EventTable } from './event-table.js';
import { IncidentList } from './incident-list.js';
import { RuleTable } from './rule-table.js';
import { WhySection } from './why-section.js';

/** What fires, why it does or does not, and whether people are told. */
export const ALERTS_PAGE: Page = { path: 'alerts', words: 'Alerts', filters: [], polls: [], View: AlertsPage };

function AlertsPage({ snapshot }: PageProps): JSX.Element {
  const round = useRounds(false);
  const [asked, setAsked] = useState<string>();
  const incidents = useAnswer(askIncidents(), round);
  const states = useAnswer(askAlertStates(), round);
  const rules = useAnswer(askAlertRules(), round);
  const channels = useAnswer(askChannels(), round);
  const events = useAnswer(askAlertEvents(), round);
  const now = serverNow(snapshot);
  const listed = rules.answer?.rules ?? [];
  return (
    <div class="cards">
      <ProblemNote problem={incidents.problem ?? states.problem} what="What fires" />
      <Card id="firing" title="Firing" words={<Through states={states.answer} />}>
        {incidents.answer && <IncidentList incidents={incidents.answer.incidents} serverNow={now} />}
      </Card>
      <Card id="rules" title="Rules" words="what is watched, and how it stands">
        <ProblemNote problem={rules.problem} what="The list of rules" />
        {rules.answer && (
          <RuleTable rules={rules.answer.rules} states={states.answer?.states ?? []} onWhy={(id) => setAsked(id)} />
        )}
      </Card>
      {asked !== undefined && (
        <Card id="why" title="Why" words="what was decided about a rule, minute by minute">
          <WhySection
            key={asked}
            rules={listed}
            ruleId={asked}
            onRule={setAsked}
            through={states.answer?.evaluatedThrough ?? undefined}
            round={round}
          />
        </Card>
      )}
      <Card id="channels" title="Channels" words="whom alerts reach, and whether they arrive">
        <ProblemNote problem={channels.problem} what="The list of channels" />
        {channels.answer && <ChannelTable channels={channels.answer.channels} serverNow={now} />}
      </Card>
      <Card id="events" title="History" words="what fired and what was over, newest first">
        <ProblemNote problem={events.problem} what="The history" />
        {events.answer && <EventTable events={events.answer.events} />}
      </Card>
    </div>
  );
}

interface CardProps {
  id: string;
  title: string;
  words: ComponentChildren;
  children: ComponentChildren;
}

function Card({ id, title, words, children }: CardProps): JSX.Element {
  return (
    <section class="card table-card" aria-labelledby={`${id}-heading`} data-alerts={id}>
      <div class="card-head">
        <h2 id={`${id}-heading`}>{title}</h2>
        <span class="quiet">{words}</span>
      </div>
      {children}
    </section>
  );
}

/** Up to where everything is decided: without it "nothing fires" would mean nothing. */
function Through({ states }: { states: AlertStatesAnswer | undefined }): JSX.Element {
  if (states === undefined) return <>…</>;
  const { evaluatedThrough, undecidedSince } = states;
  if (undecidedSince !== null) {
    return (
      <strong class="is-bad">
        Not decided since <TimeStamp time={undecidedSince} />: ingest is behind, or no monitor evaluates.
      </strong>
    );
  }
  if (evaluatedThrough === null) return <>Nothing is decided yet: the first minute is not over.</>;
  return (
    <>
      decided for everything up to <TimeStamp time={evaluatedThrough} />
    </>
  );
}
