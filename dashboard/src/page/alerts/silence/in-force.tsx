import type { ComponentChildren, JSX } from 'preact';
import type { Incident, SilencesAnswer } from '@log-monitor/monitor-api';
import { endSilence, wakeIncident } from '../../../api/alert-question.js';
import { ActionButton } from '../../../part/action-button.js';
import { TimeStamp } from '../../../part/time-stamp.js';
import { VisibleText } from '../../../part/visible-text.js';
import { matcherText, phaseOf, quietText } from './silence-words.js';

/** What keeps messages back at this moment, each with what ends it; nothing where nothing does. */
export function InForce({
  silences,
  incidents,
  nameOf,
  serverNow,
  onChange,
}: {
  silences: SilencesAnswer;
  /** What fires. */
  incidents: readonly Incident[];
  nameOf: (ruleId: string) => string;
  serverNow: number;
  onChange: () => void;
}): JSX.Element | null {
  const on = silences.silences.filter((silence) => phaseOf(silence, serverNow) === 'in force');
  const snoozed = incidents.filter(({ snoozedUntil }) => snoozedUntil !== null && Date.parse(snoozedUntil) > serverNow);
  if (on.length + snoozed.length + silences.quietHours.length === 0) return null;
  return (
    <section class="card" aria-labelledby="in-force-heading" data-alerts="in-force">
      <div class="card-head">
        <h2 id="in-force-heading">Kept back now</h2>
        <span class="quiet">what is decided meanwhile stands in the history</span>
      </div>
      <ul class="in-force">
        {on.map(({ id, kind, matcher, endsAt, comment, createdBy }) => (
          <Line
            key={id}
            kind={kind}
            until={endsAt}
            action={<ActionButton label="End now" done="Ended." question={endSilence(id)} onDone={onChange} />}
          >
            <VisibleText text={matcherText(matcher, nameOf)} limit={300} />
            {comment !== '' && (
              <span class="quiet">
                {' '}
                <VisibleText text={comment} limit={200} />
              </span>
            )}
            <span class="quiet">
              {' '}
              by <VisibleText text={createdBy} limit={60} />
            </span>
          </Line>
        ))}
        {snoozed.map(({ id, sentence, snoozedUntil }) => (
          <Line
            key={id}
            kind="snoozed"
            until={snoozedUntil}
            action={
              <ActionButton label="Wake" done="It is told of again." question={wakeIncident(id)} onDone={onChange} />
            }
          >
            <VisibleText text={sentence} limit={300} />
          </Line>
        ))}
        {silences.quietHours.map((span) => (
          <Line key={JSON.stringify(span)} kind="quiet hours" until={null}>
            <VisibleText text={quietText(span)} limit={300} />
          </Line>
        ))}
      </ul>
    </section>
  );
}

function Line({
  kind,
  until,
  action,
  children,
}: {
  kind: string;
  until: string | null;
  /** What ends it. */
  action?: ComponentChildren;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <li data-kind={kind}>
      <strong class="is-behind">{kind}</strong> {children}
      {until !== null && (
        <span class="quiet">
          {' '}
          until <TimeStamp time={until} />
        </span>
      )}{' '}
      {action}
    </li>
  );
}
