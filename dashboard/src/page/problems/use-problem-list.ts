import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Group, GroupListAnswer } from '@log-monitor/monitor-api';
import { addressOf } from '../../api/fetch-answer.js';
import { askGroups } from '../../api/group-question.js';
import type { RequestProblem } from '../../api/request-problem.js';
import { useAnswer } from '../../api/use-answer.js';
import { isListInUse } from '../../list/list-in-use.js';
import { type Scope, formatScope } from '../../navigation/scope.js';
import { inPlace } from './in-place.js';

export interface ProblemList {
  /** undefined before the first answer. */
  answer: GroupListAnswer | undefined;
  groups: readonly Group[];
  problem: RequestProblem | undefined;
  /** What is shown is of another question than the one that is asked. */
  isOld: boolean;
  /** Problems that are new, and not put among those that somebody is looking at. */
  waiting: number;
  box: RefObject<HTMLDivElement | null>;
  showWaiting: () => void;
  retry: () => void;
  /** Pages before and after; undefined where there is none. */
  previous: (() => void) | undefined;
  next: (() => void) | undefined;
}

interface Shown {
  address: string;
  answer: GroupListAnswer;
  groups: readonly Group[];
  waiting: number;
  changes: number;
}

/**
 * A page of problems, asked again and again; rows do not move while somebody uses the list.
 *
 * @param round another number asks again
 * @param changes goes up when something was changed here: what comes then is shown as it is
 */
export function useProblemList(scope: Scope, round: number, changes: number): ProblemList {
  const box = useRef<HTMLDivElement>(null);
  const [pages, setPages] = useState<{ of: string; cursors: readonly string[] }>({ of: '', cursors: [] });
  const [shown, setShown] = useState<Shown>();
  const of = formatScope(scope);
  // Another question begins at its first page.
  const cursors = pages.of === of ? pages.cursors : [];
  const question = askGroups(scope, cursors.at(-1));
  const address = addressOf(question);
  const { answer, problem, retry } = useAnswer(question, round + changes);
  useEffect(() => {
    if (answer === undefined) return;
    const isHeld = shown?.address === address && shown.changes === changes && isListInUse(box.current);
    const rows = isHeld ? inPlace(shown.groups, answer.groups) : { groups: answer.groups, waiting: 0 };
    setShown({ address, answer, changes, ...rows });
  }, [answer]);
  const nextCursor = shown?.answer.nextCursor ?? null;
  const isOld = shown?.address !== address;
  const turn = (to: readonly string[]) => () => setPages({ of, cursors: to });
  return {
    ...{ answer: shown?.answer, groups: shown?.groups ?? [], problem, isOld, waiting: shown?.waiting ?? 0, box, retry },
    showWaiting: () => shown && setShown({ ...shown, groups: shown.answer.groups, waiting: 0 }),
    previous: cursors.length === 0 ? undefined : turn(cursors.slice(0, -1)),
    next: nextCursor === null || isOld ? undefined : turn([...cursors, nextCursor]),
  };
}
