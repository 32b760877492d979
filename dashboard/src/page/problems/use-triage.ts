import { useEffect, useRef, useState } from 'preact/hooks';
import { fetchAnswer } from '../../api/fetch-answer.js';
import type { RequestProblem } from '../../api/request-problem.js';
import { countText } from '../../text/number-text.js';
import { announceChange } from './problem-change.js';
import type { TriageAction } from './triage-action.js';

interface TriageState {
  isWorking: boolean;
  problem?: RequestProblem;
  /** What was done last. */
  done?: TriageAction;
}

export interface Triage extends TriageState {
  /** @param onDone called when all of it is done */
  run: (action: TriageAction, onDone?: () => void) => void;
}

/** Does things about problems, and keeps in mind what was done last, so that it can be taken back. */
export function useTriage(): Triage {
  const [state, setState] = useState<TriageState>({ isWorking: false });
  const ending = useRef(new AbortController());
  useEffect(() => () => ending.current.abort(), []);
  const run = async (action: TriageAction, onDone?: () => void): Promise<void> => {
    const { signal } = ending.current;
    setState({ isWorking: true });
    let problem: RequestProblem | undefined;
    const absent: string[] = [];
    for (const question of action.questions) {
      const fetched = await fetchAnswer<{ absent?: string[] }>(question, signal);
      absent.push(...(fetched.answer?.absent ?? []));
      ({ problem } = fetched);
      if (problem !== undefined || signal.aborted) break;
    }
    announceChange();
    if (signal.aborted) return;
    setState({ isWorking: false, ...(problem ? { problem } : { done: without(action, absent) }) });
    if (problem === undefined) onDone?.();
  };
  return { ...state, run: (action, onDone) => void run(action, onDone) };
}

/** What was done, where some problems were not there any more. */
function without(action: TriageAction, absent: readonly string[]): TriageAction {
  if (absent.length === 0) return action;
  const words = `${action.words} Not there any more: ${countText(absent.length)}.`;
  return { ...action, words, undo: action.undo.filter((id) => !absent.includes(id)) };
}
