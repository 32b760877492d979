import { useEffect, useState } from 'preact/hooks';
import { type Fetched, addressOf, fetchAnswer } from './fetch-answer.js';
import type { Question } from './question.js';

/**
 * The answer to one question, asked once; again on `retry`, keeping the last answer meanwhile.
 *
 * @param question undefined: nothing is asked; one with another body is another question
 * @param round another number asks the same again
 */
export function useAnswer<Answer extends object>(
  question: Question<Answer> | undefined,
  round = 0,
): Fetched<Answer> & { retry: () => void } {
  const address = question && identityOf(question);
  const [attempt, setAttempt] = useState(0);
  const [last, setLast] = useState<Fetched<Answer> & { address?: string | undefined }>({});
  const { answer, problem }: Fetched<Answer> = last.address === address ? last : {};
  useEffect(() => {
    if (question === undefined) return;
    const asking = new AbortController();
    if (problem) setLast({ ...(answer && { answer }), address });
    void fetchAnswer(question, asking.signal).then((fetched) => {
      if (!asking.signal.aborted) setLast({ ...(answer && { answer }), ...fetched, address });
    });
    return () => asking.abort();
  }, [address, attempt, round]);
  return { ...(answer && { answer }), ...(problem && { problem }), retry: () => setAttempt(attempt + 1) };
}

function identityOf(question: Question<object>): string {
  return question.body === undefined ? addressOf(question) : `${addressOf(question)} ${JSON.stringify(question.body)}`;
}
