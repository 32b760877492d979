import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AnomalySilence, AnomalySilencesAnswer } from '@log-monitor/monitor-api';
import { endAnomalySilence, silenceAnomalies } from '../../api/access-question.js';
import type { Fetched } from '../../api/fetch-answer.js';
import { ActionButton } from '../../part/action-button.js';
import { DataTable } from '../../part/data-table.js';
import { ProblemNote } from '../../part/problem-note.js';
import { TextField } from '../../part/text-field.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { useSent } from '../../part/use-sent.js';
import { VisibleText } from '../../part/visible-text.js';

const NOTHING = { client: '', host: '', route: '', comment: '' };

/** The rules by which own scanners and monitors are kept back. */
export function SilenceSection({
  part: { answer, problem },
  onChange,
}: {
  part: Pick<Fetched<AnomalySilencesAnswer>, 'answer' | 'problem'>;
  onChange: () => void;
}): JSX.Element {
  return (
    <section class="card table-card" aria-label="What is kept back">
      <div class="card-head">
        <h2>What is kept back</h2>
        <span class="quiet">own scanners and monitors, load tests</span>
      </div>
      <ProblemNote problem={problem} what="The list of rules" />
      {answer?.silences.length === 0 && <p class="quiet none">Nothing is kept back.</p>}
      {answer && answer.silences.length > 0 && <SilenceTable silences={answer.silences} onChange={onChange} />}
      <SilenceForm onSaved={onChange} />
    </section>
  );
}

function SilenceTable({
  silences,
  onChange,
}: {
  silences: readonly AnomalySilence[];
  onChange: () => void;
}): JSX.Element {
  return (
    <DataTable
      label="What is kept back"
      rows={silences}
      keyOf={({ id }) => id}
      columns={[
        { head: 'What', cell: (one) => <VisibleText text={ruleText(one)} limit={300} /> },
        { head: 'Because', cell: ({ comment }) => <VisibleText text={comment} limit={200} /> },
        { head: 'By', cell: ({ createdBy }) => <VisibleText text={createdBy} limit={60} /> },
        { head: 'Since', cell: ({ createdAt }) => <TimeStamp time={createdAt} /> },
        {
          head: 'Do',
          cell: ({ id }) => (
            <ActionButton label="Show again" done="Shown again." question={endAnomalySilence(id)} onDone={onChange} />
          ),
        },
      ]}
    />
  );
}

function SilenceForm({ onSaved }: { onSaved: () => void }): JSX.Element {
  const [draft, setDraft] = useState(NOTHING);
  const { isSending, problem, send, forget } = useSent();
  const field = (name: keyof typeof NOTHING, label: string, hint: string): JSX.Element => (
    <TextField
      label={label}
      value={draft[name]}
      hint={hint}
      onInput={(value) => {
        forget();
        setDraft({ ...draft, [name]: value });
      }}
    />
  );
  const save = (event: Event): void => {
    event.preventDefault();
    const given = Object.entries(draft).filter(([, value]) => value.trim() !== '');
    send(silenceAnomalies(Object.fromEntries(given.map(([name, value]) => [name, value.trim()]))), () => {
      setDraft(NOTHING);
      onSaved();
    });
  };
  return (
    <form class="form" noValidate onSubmit={save}>
      <fieldset class="form-group">
        <legend>Keep back</legend>
        {field('client', 'Client', 'an address, or a network such as 203.0.113.0/24')}
        {field('host', 'Host', 'as findings name it')}
        {field('route', 'Route', 'such as GET /admin/*; * at its end stands for anything')}
        {field('comment', 'Because', 'who reads it later wants to know why')}
      </fieldset>
      <ProblemNote problem={problem} what="The rule" />
      <div class="form-actions">
        <button type="submit" class="button primary" aria-disabled={isSending}>
          Keep back
        </button>
      </div>
    </form>
  );
}

/** `203.0.113.9: scan, flood` */
function ruleText({ client, host, route, detectors }: AnomalySilence): string {
  const place = [client, host, route].filter((part) => part !== undefined).join(' · ');
  return [place === '' ? 'everything' : place, detectors?.join(', ')].filter((part) => part !== undefined).join(': ');
}
