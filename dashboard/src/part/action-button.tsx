import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { fetchAnswer } from '../api/fetch-answer.js';
import type { Question } from '../api/question.js';
import { VisibleText } from './visible-text.js';

type State =
  { kind: 'idle' | 'asking' | 'working' } | { kind: 'done'; words: string } | { kind: 'failed'; reason: string };

/** Changes something on the server, once it is confirmed where that is wanted, and says what came of it. */
export function ActionButton<Answer extends object>({
  label,
  name,
  confirm,
  done,
  question,
  onDone,
}: {
  label: string;
  /** What it is called where the label alone says too little. */
  name?: string;
  /** The words of a second button that must be pressed too; none: it is done at once. */
  confirm?: string;
  /** What is said when it is done. */
  done: string | ((answer: Answer) => string);
  question: Question<Answer>;
  /** Called when it is done: what it has changed can be asked for again. */
  onDone?: () => void;
}): JSX.Element {
  const [state, setState] = useState<State>({ kind: 'idle' });
  const ending = useRef(new AbortController());
  useEffect(() => () => ending.current.abort(), []);
  const act = (): void => {
    setState({ kind: 'working' });
    void fetchAnswer(question, ending.current.signal).then(({ answer, problem }) => {
      if (answer) {
        setState({ kind: 'done', words: typeof done === 'string' ? done : done(answer) });
        onDone?.();
      } else if (problem) setState({ kind: 'failed', reason: problem.message });
    });
  };
  if (state.kind === 'done') {
    return (
      <span role="status">
        <VisibleText text={state.words} limit={500} />
      </span>
    );
  }
  if (state.kind === 'asking') {
    return (
      <>
        <button type="button" class="button danger" onClick={act}>
          {confirm}
        </button>
        <button type="button" class="button" onClick={() => setState({ kind: 'idle' })}>
          Keep it
        </button>
      </>
    );
  }
  return (
    <>
      <button
        type="button"
        class="button"
        aria-label={name}
        disabled={state.kind === 'working'}
        onClick={() => (confirm === undefined ? act() : setState({ kind: 'asking' }))}
      >
        {label}
      </button>
      {state.kind === 'failed' && (
        <span class="is-bad" role="alert">
          <VisibleText text={state.reason} limit={500} />
        </span>
      )}
    </>
  );
}
