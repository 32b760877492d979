import type { GroupChange } from '@log-monitor/monitor-api';
import { changeGroup, changeGroups, deleteGroup, mergeGroups, undoGroup } from '../../api/group-question.js';
import type { Question } from '../../api/question.js';
import { countedText } from '../../text/number-text.js';
import { changeWords } from './problem-words.js';

/** Something that is done about problems. */
export interface TriageAction {
  /** Asked one after the other; the first that is refused ends it. */
  questions: readonly Question<object>[];
  /** What is said when it is done. */
  words: string;
  /** The problems whose last action takes it back; none: it cannot be taken back. */
  undo: readonly string[];
}

/** The same change of some problems. */
export function changing(ids: readonly string[], change: GroupChange): TriageAction {
  const [id] = ids;
  const question =
    ids.length === 1 && id !== undefined ? changeGroup(id, change) : changeGroups({ ids: [...ids], change });
  return { questions: [question], words: `${changeWords(change, ids.length)}.`, undo: ids };
}

/** The first takes in the others. */
export function merging([id, ...others]: readonly [string, ...string[]]): TriageAction {
  const words = `${countedText(others.length + 1, 'problem')} are one now.`;
  return { questions: [mergeGroups(id, others)], words, undo: [id] };
}

export function deleting(ids: readonly string[]): TriageAction {
  const words = `${countedText(ids.length, 'problem')} and the records are being deleted.`;
  return { questions: ids.map(deleteGroup), words, undo: [] };
}

/** Takes back what was done last to each of these. */
export function undoing(ids: readonly string[]): TriageAction {
  return { questions: ids.map(undoGroup), words: 'Taken back.', undo: [] };
}
