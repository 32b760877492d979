import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { addSilence } from '../../../api/alert-question.js';
import { ProblemNote } from '../../../part/problem-note.js';
import { SelectField } from '../../../part/select-field.js';
import { TextField } from '../../../part/text-field.js';
import { useSent } from '../../../part/use-sent.js';
import { timeOfLocal } from '../../../text/time-text.js';
import { type SilenceDraft, silenceOf } from './silence-draft.js';

const KINDS = [
  { value: 'mute', words: 'mute: nobody wants to hear of it' },
  { value: 'maintenance', words: 'maintenance: it is worked on' },
];
const SPANS = [
  ...[
    ['30', '30 minutes'],
    ['60', 'an hour'],
    ['240', '4 hours'],
    ['480', '8 hours'],
    ['1440', 'a day'],
    ['10080', 'a week'],
  ].map(([value = '', words = '']) => ({ value, words })),
  { value: '', words: 'until a moment' },
];
const SEVERITIES = ['', 'info', 'warning', 'critical'].map((value) => ({ value, words: value || 'any' }));

/** Keeps alerts back for a time: which, from when, for how long, and why. */
export function SilenceForm({
  begin,
  rules,
  serverNow,
  onSaved,
  back,
}: {
  begin: Pick<SilenceDraft, 'ruleId' | 'key'>;
  rules: readonly { id: string; name: string }[];
  serverNow: () => number;
  onSaved: () => void;
  /** Where "Cancel" leads. */
  back: string;
}): JSX.Element {
  const [draft, setDraft] = useState<SilenceDraft>({
    ...{ kind: 'mute', severity: '', owner: '', labels: '', from: '', minutes: '60', until: '', comment: '', ...begin },
  });
  const { isSending, problem, send, forget } = useSent();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const set = (name: keyof SilenceDraft) => (value: string) => {
    forget();
    setDraft({ ...draft, [name]: value });
  };
  const text = (name: 'key' | 'owner' | 'comment', label: string, hint?: string): JSX.Element => (
    <TextField label={label} value={draft[name]} hint={hint} error={errorOf(name)} onInput={set(name)} />
  );
  const errorOf = (name: string): string | undefined =>
    problem?.wrong.find((wrong) => wrong.name.split('.').at(name === 'labels' ? 1 : -1) === name)?.reason;
  const save = (event: Event): void => {
    event.preventDefault();
    send(addSilence(silenceOf(draft, serverNow(), timeOfLocal)), onSaved);
  };
  const isAll = [draft.ruleId, draft.key, draft.severity, draft.owner, draft.labels].every(
    (part) => part.trim() === '',
  );
  return (
    <section class="card" aria-labelledby="silence-heading" data-alerts="silence-form">
      <div class="card-head">
        <h2 id="silence-heading" ref={heading} tabIndex={-1}>
          New silence
        </h2>
        {isAll && <strong class="is-behind">Every alert will be kept back, also critical ones.</strong>}
      </div>
      <form class="form" noValidate onSubmit={save}>
        <fieldset class="form-group">
          <legend>Which alerts</legend>
          <SelectField
            label="Rule"
            value={draft.ruleId}
            options={[{ value: '', words: 'any' }, ...rules.map(({ id, name }) => ({ value: id, words: name }))]}
            onChoose={set('ruleId')}
          />
          {text('key', 'About', 'a service, host or route; empty: any')}
          <SelectField label="Severity" value={draft.severity} options={SEVERITIES} onChoose={set('severity')} />
          {text('owner', 'Owner', 'empty: any')}
          <TextField
            label="Labels"
            rows={2}
            value={draft.labels}
            hint="a line for each: team=shop; all of them"
            error={errorOf('labels')}
            onInput={set('labels')}
          />
        </fieldset>
        <fieldset class="form-group">
          <legend>When and why</legend>
          <SelectField label="As" value={draft.kind} options={KINDS} onChoose={set('kind')} />
          <TextField
            label="From"
            type="datetime-local"
            value={draft.from}
            hint="empty: from now on"
            error={errorOf('startsAt')}
            onInput={set('from')}
          />
          <SelectField label="For" value={draft.minutes} options={SPANS} onChoose={set('minutes')} />
          {draft.minutes === '' && (
            <TextField
              label="Until"
              type="datetime-local"
              value={draft.until}
              error={errorOf('endsAt')}
              onInput={set('until')}
            />
          )}
          {text('comment', 'Comment', 'who reads it at night wants to know why')}
        </fieldset>
        <div class="form-actions">
          <button type="submit" class="button primary" aria-disabled={isSending}>
            Keep them back
          </button>
          <a class="button" href={back}>
            Cancel
          </a>
          <ProblemNote problem={problem} what="The silence" wanted="saved" />
        </div>
      </form>
    </section>
  );
}
