import type { JSX } from 'preact';
import { ProblemNote } from '../../part/problem-note.js';
import { VisibleText } from '../../part/visible-text.js';
import { undoing } from './triage-action.js';
import type { Triage } from './use-triage.js';

/** What was done last, and the way back. */
export function TriageNote({ triage: { done, problem, isWorking, run } }: { triage: Triage }): JSX.Element {
  return (
    <div class="triage-note" role="status">
      {done && (
        <>
          <VisibleText text={done.words} limit={300} />{' '}
          {done.undo.length > 0 && (
            <button type="button" class="button" disabled={isWorking} onClick={() => run(undoing(done.undo))}>
              Undo
            </button>
          )}
        </>
      )}
      <ProblemNote problem={problem} what="The change" wanted="saved" />
    </div>
  );
}
