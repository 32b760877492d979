import type { JSX } from 'preact';
import type { Incident } from '@log-monitor/monitor-api';
import { acknowledgeIncident, snoozeIncident } from '../../api/alert-question.js';
import { ActionButton } from '../../part/action-button.js';
import { Ago } from '../../part/ago.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { VisibleText } from '../../part/visible-text.js';

const SNOOZE_MINUTES = 60;

/** What fires now, and what people do about it. */
export function IncidentList({
  incidents,
  serverNow,
}: {
  incidents: readonly Incident[];
  serverNow: number;
}): JSX.Element {
  if (incidents.length === 0) return <p class="quiet none">Nothing fires.</p>;
  return (
    <>
      {incidents.map((incident) => (
        <IncidentRow key={incident.id} incident={incident} serverNow={serverNow} />
      ))}
    </>
  );
}

function IncidentRow({ incident, serverNow }: { incident: Incident; serverNow: number }): JSX.Element {
  const { id, severity, sentence, ruleName, firedAt, acknowledgedAt, acknowledgedBy, snoozedUntil, comment } = incident;
  return (
    <article class="dead-letter" data-incident={id}>
      <p>
        <strong class={severity === 'info' ? undefined : 'is-bad'}>{severity}</strong>{' '}
        <VisibleText text={sentence} limit={500} /> <span class="quiet">since</span>{' '}
        <Ago time={firedAt} serverNow={serverNow} />
      </p>
      <p class="quiet">
        Rule <VisibleText text={ruleName} limit={200} />
        {acknowledgedAt !== null && (
          <>
            ; acknowledged <Ago time={acknowledgedAt} serverNow={serverNow} /> by{' '}
            <VisibleText text={acknowledgedBy ?? 'somebody'} limit={100} />
          </>
        )}
        {comment !== null && comment !== '' && (
          <>
            : <VisibleText text={comment} limit={500} />
          </>
        )}
        {snoozedUntil !== null && (
          <>
            ; snoozed until <TimeStamp time={snoozedUntil} />
          </>
        )}
      </p>
      <div class="actions">
        {acknowledgedAt === null && (
          <ActionButton
            label="Acknowledge"
            done="Acknowledged: no reminder and no escalation follow."
            question={acknowledgeIncident(id)}
          />
        )}
        <ActionButton
          label="Snooze 1 h"
          done="Nothing more is sent about it for an hour."
          question={snoozeIncident(id, SNOOZE_MINUTES)}
        />
      </div>
    </article>
  );
}
