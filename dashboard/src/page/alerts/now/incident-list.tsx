import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Incident } from '@log-monitor/monitor-api';
import { acknowledgeIncident, snoozeIncident } from '../../../api/alert-question.js';
import { alertAddress } from '../../../navigation/alert-place.js';
import type { Scope } from '../../../navigation/scope.js';
import { ActionButton } from '../../../part/action-button.js';
import { Ago } from '../../../part/ago.js';
import { TimeStamp } from '../../../part/time-stamp.js';
import { VisibleText } from '../../../part/visible-text.js';

const SNOOZES = [
  { minutes: 60, label: 'Snooze 1 h', done: 'Nothing more is sent about it for an hour.' },
  { minutes: 480, label: '8 h', done: 'Nothing more is sent about it for 8 hours.' },
];

interface IncidentProps {
  serverNow: number;
  scope: Scope;
  onChange: () => void;
}

/** What fires now, and what people do about it. */
export function IncidentList({ incidents, ...props }: IncidentProps & { incidents: readonly Incident[] }): JSX.Element {
  if (incidents.length === 0) return <p class="quiet none">Nothing fires.</p>;
  return (
    <>
      {incidents.map((incident) => (
        <IncidentRow key={incident.id} incident={incident} {...props} />
      ))}
    </>
  );
}

function IncidentRow({ incident, serverNow, scope, onChange }: IncidentProps & { incident: Incident }): JSX.Element {
  const { id, severity, sentence, firedAt, ruleId, key, acknowledgedAt } = incident;
  const place = { rule: ruleId, key };
  // What came of it stays in sight where it was done.
  const [isDoneHere, setDoneHere] = useState(false);
  return (
    <article class="dead-letter" data-incident={id}>
      <p>
        <strong class={severity === 'info' ? undefined : 'is-bad'}>{severity}</strong>{' '}
        <VisibleText text={sentence} limit={500} /> <span class="quiet">since</span>{' '}
        <Ago time={firedAt} serverNow={serverNow} />
      </p>
      <WhatIsDone incident={incident} serverNow={serverNow} />
      <div class="actions">
        {(acknowledgedAt === null || isDoneHere) && (
          <Acknowledge
            id={id}
            onChange={() => {
              setDoneHere(true);
              onChange();
            }}
          />
        )}
        {SNOOZES.map(({ minutes, label, done }) => (
          <ActionButton
            key={minutes}
            label={label}
            name={label.startsWith('Snooze') ? label : `Snooze ${label}`}
            done={done}
            question={snoozeIncident(id, minutes)}
            onDone={onChange}
          />
        ))}
        <a class="button" href={alertAddress(scope, { ...place, view: 'rules', task: 'why', at: firedAt })}>
          Why
        </a>
        <a class="button" href={alertAddress(scope, { ...place, view: 'silences', task: 'new' })}>
          Silence
        </a>
      </div>
    </article>
  );
}

function Acknowledge({ id, onChange }: { id: string; onChange: () => void }): JSX.Element {
  const [comment, setComment] = useState('');
  const [isDone, setDone] = useState(false);
  return (
    <>
      {!isDone && (
        <input
          class="comment"
          type="text"
          aria-label="Comment"
          placeholder="Comment, such as: on it"
          maxLength={1000}
          value={comment}
          onInput={({ currentTarget }) => setComment(currentTarget.value)}
        />
      )}
      <ActionButton
        label="Acknowledge"
        done="Acknowledged: no reminder and no escalation follow."
        question={acknowledgeIncident(id, comment)}
        onDone={() => {
          setDone(true);
          onChange();
        }}
      />
    </>
  );
}

function WhatIsDone({ incident, serverNow }: { incident: Incident; serverNow: number }): JSX.Element {
  const { ruleName, acknowledgedAt, acknowledgedBy, snoozedUntil, escalatedAt, comment } = incident;
  return (
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
      {escalatedAt !== null && (
        <>
          ; escalated <Ago time={escalatedAt} serverNow={serverNow} />
        </>
      )}
    </p>
  );
}
