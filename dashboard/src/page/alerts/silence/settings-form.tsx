import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AlertSettingsValue, Escalation, QuietHours } from '@log-monitor/monitor-api';
import { saveAlertSettings } from '../../../api/alert-question.js';
import { ProblemNote } from '../../../part/problem-note.js';
import { TextField } from '../../../part/text-field.js';
import { useSent } from '../../../part/use-sent.js';
import { EscalationFields } from './escalation-fields.js';
import { QuietFields } from './quiet-fields.js';

/** Quiet hours, escalation and the cap: all of it is saved together. */
export function SettingsForm({
  settings,
  channels,
  onSaved,
}: {
  settings: AlertSettingsValue;
  /** Names of those that are configured. */
  channels: readonly string[];
  onSaved: () => void;
}): JSX.Element {
  const [draft, setDraft] = useState(settings);
  const [cap, setCap] = useState(String(settings.hourlyCap));
  const [isSaved, setSaved] = useState(false);
  const { isSending, problem, send, forget } = useSent();
  const change = (changed: Partial<AlertSettingsValue>): void => {
    forget();
    setSaved(false);
    setDraft({ ...draft, ...changed });
  };
  const save = (event: Event): void => {
    event.preventDefault();
    const { quietHours, escalation } = draft;
    send(saveAlertSettings({ hourlyCap: Number(cap), quietHours, escalation }), () => {
      setSaved(true);
      onSaved();
    });
  };
  const errorOf = (name: string): string | undefined =>
    problem?.wrong.find((wrong) => wrong.name === name || wrong.name.startsWith(`${name}.`))?.reason;
  return (
    <section class="card" aria-labelledby="settings-heading" data-alerts="settings">
      <div class="card-head">
        <h2 id="settings-heading">Quiet hours and escalation</h2>
      </div>
      <form class="form" noValidate onSubmit={save}>
        {draft.quietHours.map((span, at) => (
          <QuietFields
            key={at}
            number={at + 1}
            span={span}
            channels={channels}
            errorOf={(member) => errorOf(`quietHours.${at}.${member}`)}
            onChange={(changed) => change({ quietHours: changedAt(draft.quietHours, at, changed) })}
          />
        ))}
        {draft.escalation.map((line, at) => (
          <EscalationFields
            key={at}
            number={at + 1}
            line={line}
            channels={channels}
            errorOf={(member) => errorOf(`escalation.${at}.${member}`)}
            onChange={(changed) => change({ escalation: changedAt(draft.escalation, at, changed) })}
          />
        ))}
        <fieldset class="form-group">
          <legend>Cap</legend>
          <TextField
            label="At most"
            type="number"
            suffix="messages an hour"
            value={cap}
            hint="for each channel, twice as many with a critical alert; what comes above is gathered and counted"
            error={errorOf('hourlyCap')}
            onInput={(text) => {
              change({});
              setCap(text);
            }}
          />
        </fieldset>
        <div class="form-actions">
          <button type="submit" class="button primary" aria-disabled={isSending}>
            Save
          </button>
          <button
            type="button"
            class="button"
            onClick={() => change({ quietHours: [...draft.quietHours, newQuietHours()] })}
          >
            Add quiet hours
          </button>
          <button
            type="button"
            class="button"
            onClick={() => change({ escalation: [...draft.escalation, NEW_ESCALATION] })}
          >
            Add an escalation
          </button>
          <span role="status">{isSaved && 'Saved.'}</span>
          <ProblemNote problem={problem} what="Quiet hours and escalation" wanted="saved" />
        </div>
      </form>
    </section>
  );
}

const NEW_ESCALATION: Escalation = { from: 'critical', afterMinutes: 15, channels: 'all' };

/** In the zone of the one who makes them. */
function newQuietHours(): QuietHours {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { channels: [], days: [], from: '22:00', to: '07:00', timeZone, upTo: 'warning' };
}

/** @param changed undefined: it is taken out */
function changedAt<One>(list: readonly One[], at: number, changed: One | undefined): One[] {
  return list.flatMap((one, index) => (index === at ? (changed === undefined ? [] : [changed]) : [one]));
}
