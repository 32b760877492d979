import { useEffect, useRef, useState } from 'preact/hooks';
import { fetchAnswer } from '../api/fetch-answer.js';
import type { Question } from '../api/question.js';
import type { RequestProblem } from '../api/request-problem.js';

/** Sends what a form holds: whether it is under way, and why it was refused. */
export function useSent(): {
  isSending: boolean;
  problem: RequestProblem | undefined;
  send: <Answer extends object>(question: Question<Answer>, onDone: (answer: Answer) => void) => void;
  /** What was refused has been changed since. */
  forget: () => void;
} {
  const [state, setState] = useState<{ isSending: boolean; problem?: RequestProblem }>({ isSending: false });
  const ending = useRef(new AbortController());
  useEffect(() => () => ending.current.abort(), []);
  return {
    isSending: state.isSending,
    problem: state.problem,
    send: (question, onDone) => {
      setState({ isSending: true });
      void fetchAnswer(question, ending.current.signal).then(({ answer, problem }) => {
        if (ending.current.signal.aborted) return;
        setState({ isSending: false, ...(problem && { problem }) });
        if (answer) onDone(answer);
      });
    },
    forget: () => {
      if (state.problem) setState({ isSending: false });
    },
  };
}
