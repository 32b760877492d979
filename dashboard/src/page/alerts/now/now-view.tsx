import type { JSX } from 'preact';
import type { AlertChannel, AlertStatesAnswer } from '@log-monitor/monitor-api';
import { askAlertEvents, askAlertRules, askChannels, askIncidents, askSilences } from '../../../api/alert-question.js';
import type { RequestProblem } from '../../../api/request-problem.js';
import { useAnswer } from '../../../api/use-answer.js';
import { serverNow } from '../../../live/live-data.js';
import { alertAddress } from '../../../navigation/alert-place.js';
import { ProblemNote } from '../../../part/problem-note.js';
import { TimeStamp } from '../../../part/time-stamp.js';
import type { PageProps } from '../../page.js';
import { InForce } from '../silence/in-force.js';
import { EventTable } from './event-table.js';
import { IncidentList } from './incident-list.js';

/** What fires now and what people do about it, whether they are told, and what was before. */
export function NowView({
  route: { scope },
  snapshot,
  states,
  problem,
  round,
  onChange,
}: Pick<PageProps, 'route' | 'snapshot'> & {
  states: AlertStatesAnswer | undefined;
  /** Why the states are not known. */
  problem: RequestProblem | undefined;
  round: number;
  onChange: () => void;
}): JSX.Element {
  const incidents = useAnswer(askIncidents(), round);
  const channels = useAnswer(askChannels(), round);
  const silences = useAnswer(askSilences(), round);
  const rules = useAnswer(askAlertRules(), round);
  const events = useAnswer(askAlertEvents(), round);
  const now = serverNow(snapshot);
  return (
    <>
      <ProblemNote problem={incidents.problem ?? problem} what="What fires" />
      {channels.answer && (
        <Reach channels={channels.answer.channels} address={alertAddress(scope, { view: 'channels' })} />
      )}
      <section class="card table-card" aria-labelledby="firing-heading" data-alerts="firing">
        <div class="card-head">
          <h2 id="firing-heading">Firing</h2>
          <span class="quiet">
            <Through states={states} />
          </span>
        </div>
        {incidents.answer && (
          <IncidentList incidents={incidents.answer.incidents} serverNow={now} scope={scope} onChange={onChange} />
        )}
      </section>
      {silences.answer && (
        <InForce
          silences={silences.answer}
          incidents={incidents.answer?.incidents ?? []}
          nameOf={(id) => rules.answer?.rules.find((rule) => rule.id === id)?.name ?? id}
          serverNow={now}
          onChange={onChange}
        />
      )}
      <section class="card table-card" aria-labelledby="events-heading" data-alerts="events">
        <div class="card-head">
          <h2 id="events-heading">History</h2>
          <span class="quiet">what fired and what was over, newest first</span>
        </div>
        <ProblemNote problem={events.problem} what="The history" />
        {events.answer && (
          <EventTable
            events={events.answer.events}
            open={incidents.answer?.incidents ?? []}
            scope={scope}
            onChange={onChange}
          />
        )}
      </section>
    </>
  );
}

/** Said first where nobody, or not everybody, is told. */
function Reach({ channels, address }: { channels: readonly AlertChannel[]; address: string }): JSX.Element | null {
  const failing = channels.filter(({ state }) => state === 'failing').map(({ name }) => name);
  if (channels.length > 0 && failing.length === 0) return null;
  return (
    <p class="problem alerts-reach" role="alert">
      <strong>
        {channels.length === 0
          ? 'Nobody is told of alerts: no channel is configured.'
          : `Not everybody is told: ${failing.join(', ')} ${failing.length === 1 ? 'does' : 'do'} not deliver.`}
      </strong>{' '}
      <a href={address}>Channels</a>
    </p>
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
