import type { JSX } from 'preact';
import type { GroupApplication, GroupRulesAnswer } from '@log-monitor/monitor-api';
import { applyGroupRules, stopApplying } from '../../../api/group-rule-question.js';
import { ActionButton } from '../../../part/action-button.js';
import { TimeStamp } from '../../../part/time-stamp.js';
import { VisibleText } from '../../../part/visible-text.js';
import { countText, countedText } from '../../../text/number-text.js';

/** Whether what is stored is grouped by the rules; applies them, and shows how far it is. */
export function ApplySection({ answer, onChange }: { answer: GroupRulesAnswer; onChange: () => void }): JSX.Element {
  const { application, isApplied, revision } = answer;
  const isRunning = application?.state === 'running';
  return (
    <section class="card" aria-labelledby="apply-heading" data-applied={isApplied}>
      <div class="card-head">
        <h2 id="apply-heading">What is stored</h2>
        <span class="quiet">
          {isApplied
            ? 'is grouped by these rules, too'
            : 'was grouped before the last change; states, notes and who is on it stay when the rules are applied'}
        </span>
      </div>
      <div class="apply-body">
        {application && <Application application={application} />}
        {isRunning && (
          <ActionButton
            key={`stop ${application.id}`}
            label="Stop"
            confirm="Stop it; what was moved stays"
            done="It stops."
            question={stopApplying()}
            onDone={onChange}
          />
        )}
        {!isApplied && !isRunning && (
          <ActionButton
            key={revision}
            label="Apply the rules to what is stored"
            done="It has begun."
            question={applyGroupRules()}
            onDone={onChange}
          />
        )}
      </div>
    </section>
  );
}

function Application({ application }: { application: GroupApplication }): JSX.Element {
  const { state, phase, done, total, moved, startedAt, startedBy, problemsBefore, problemsAfter, failure } =
    application;
  const words = phase === 'reading' ? 'Looking at errors' : 'Moving errors to their problems';
  return (
    <div data-application={state}>
      {state === 'running' && (
        <>
          <progress max={Math.max(1, total)} value={done} aria-label={words} />
          <p>
            {words}: {countText(done)} of {countText(total)}
          </p>
        </>
      )}
      <p class="quiet">
        {state === 'running' ? 'Begun' : `Last time: ${state}, begun`} <TimeStamp time={startedAt} /> by{' '}
        <VisibleText text={startedBy} limit={80} />
        {moved > 0 && `; ${countedText(moved, 'error')} moved`}
        {problemsBefore !== null && problemsAfter !== null && (
          <>
            ; {countedText(problemsBefore, 'problem')} → {countText(problemsAfter)}
          </>
        )}
        .
      </p>
      {failure !== null && (
        <p class="problem" role="alert">
          <VisibleText text={failure} limit={500} />
        </p>
      )}
    </div>
  );
}
