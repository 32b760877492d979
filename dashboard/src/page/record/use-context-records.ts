import { useEffect, useState } from 'preact/hooks';
import { type ContextAnswer } from '../../api/answer.js';
import { getJson } from '../../api/get-json.js';
import { type ContextBy, askContext } from '../../api/question.js';
import { RequestProblem } from '../../api/request-problem.js';

export interface ContextState {
  answer?: ContextAnswer;
  problem?: RequestProblem;
  retry: () => void;
}

interface Loaded {
  key: string;
  answer?: ContextAnswer;
  problem?: RequestProblem;
}

/** The records around one. */
export function useContextRecords(id: string, by: ContextBy): ContextState {
  const key = `${by} ${id}`;
  const [loaded, setLoaded] = useState<Loaded>({ key });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const asking = new AbortController();
    setLoaded({ key });
    getJson(askContext(id, by), asking.signal).then(
      ({ body }) => setLoaded({ key, answer: body }),
      (cause: unknown) => {
        if (asking.signal.aborted) return;
        const problem =
          cause instanceof RequestProblem ? cause : new RequestProblem('malformed', 'The answer can not be read.');
        setLoaded({ key, problem });
      },
    );
    return () => asking.abort();
  }, [key, attempt]);
  const { answer, problem }: Partial<Loaded> = loaded.key === key ? loaded : {};
  return { ...(answer && { answer }), ...(problem && { problem }), retry: () => setAttempt(attempt + 1) };
}
