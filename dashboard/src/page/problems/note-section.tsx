import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { GroupAnswer } from '@log-monitor/monitor-api';
import { TimeStamp } from '../../part/time-stamp.js';
import { LongText } from '../../part/value-tree.js';
import { TextField } from '../../part/text-field.js';
import { VisibleText } from '../../part/visible-text.js';
import { changing } from './triage-action.js';
import type { Triage } from './use-triage.js';

/** What people wrote down about a problem. */
export function NoteSection({ group: { id, events }, triage }: { group: GroupAnswer; triage: Triage }): JSX.Element {
  const [text, setText] = useState('');
  const notes = events.filter(({ action, undone }) => action === 'note' && !undone).reverse();
  return (
    <section class="detail-section" aria-label="Notes">
      <h3>Notes</h3>
      {notes.map(({ id: event, at, actor, detail }) => (
        <div key={event} class="problem-note" data-note={event}>
          <p class="quiet">
            <VisibleText text={actor} limit={80} />, <TimeStamp time={at} />
          </p>
          <p class="error-message">
            <LongText text={typeof detail['text'] === 'string' ? detail['text'] : ''} />
          </p>
        </div>
      ))}
      <form
        class="triage-form"
        onSubmit={(event) => {
          event.preventDefault();
          triage.run(changing([id], { note: text.trim() }), () => setText(''));
        }}
      >
        <TextField label="New note" rows={2} value={text} onInput={setText} />
        <button type="submit" class="button" disabled={triage.isWorking || text.trim() === ''}>
          Add the note
        </button>
      </form>
    </section>
  );
}
