import { useEffect, useState } from 'preact/hooks';
import { type LedgerPosition, type RecordAnswer, type StoredRecord } from '../../api/answer.js';
import { getJson } from '../../api/get-json.js';
import { askRecord } from '../../api/question.js';
import { RequestProblem } from '../../api/request-problem.js';

export interface RecordState {
  record: StoredRecord | undefined;
  /** Its place; only in the whole answer. */
  ledger: LedgerPosition | null | undefined;
  problem: RequestProblem | undefined;
  isLoading: boolean;
  retry: () => void;
}

interface Loaded {
  id: string;
  answer?: RecordAnswer;
  problem?: RequestProblem;
}

/**
 * One record, whole.
 *
 * @param known the record as a list has it, shown until the whole answer is there
 */
export function useRecord(id: string, known: StoredRecord | undefined): RecordState {
  const [loaded, setLoaded] = useState<Loaded>({ id });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const asking = new AbortController();
    setLoaded({ id });
    getJson(askRecord(id), asking.signal).then(
      ({ body }) => setLoaded({ id, answer: body }),
      (cause: unknown) => {
        if (asking.signal.aborted) return;
        const problem =
          cause instanceof RequestProblem ? cause : new RequestProblem('malformed', 'The answer can not be read.');
        setLoaded({ id, problem });
      },
    );
    return () => asking.abort();
  }, [id, attempt]);
  const { answer, problem }: Partial<Loaded> = loaded.id === id ? loaded : {};
  return {
    record: answer === undefined ? known : recordOf(answer),
    ledger: answer?.ledger,
    problem,
    isLoading: answer === undefined && problem === undefined,
    retry: () => setAttempt(attempt + 1),
  };
}

/** The record without what the answer says about itself. */
function recordOf(answer: RecordAnswer): StoredRecord {
  const { ledger: _ledger, completeThrough: _through, lag: _lag, range: _range, ...record } = answer;
  return record;
}
