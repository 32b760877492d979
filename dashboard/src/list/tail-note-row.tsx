import type { JSX } from 'preact';
import type { TailNote } from './live-list.js';
import { VisibleText } from '../part/visible-text.js';
import { countedText } from '../text/number-text.js';
import { clockText, localText, parseTime } from '../text/time-text.js';

/** A row that says what happened to the stream between two records. */
export function TailNoteRow({ note }: { note: TailNote }): JSX.Element {
  return (
    <li class="tail-note" data-note={note.kind}>
      <VisibleText text={wordsOf(note)} />
    </li>
  );
}

function wordsOf(note: TailNote): string {
  switch (note.kind) {
    case 'lost':
      return `${clockText(note.at)} The connection broke off.`;
    case 'back':
      return `${clockText(note.at)} Connected again; it goes on where it broke off.`;
    case 'skipped':
      return `${countedText(note.count, 'record')} left out here: this page did not keep up. A search finds them.`;
    case 'gap': {
      const since = parseTime(note.since);
      const from = since === undefined ? '' : ` since ${localText(since)}`;
      const why = note.reason === 'retention' ? 'it is past retention' : 'the topic was made again';
      return `A gap: what came${from} may be missing here, ${why}.`;
    }
  }
}
