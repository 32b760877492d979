import { GroupError } from './group-error.js';
import { type MergedGroup, putBack, takeOut } from './group-moves.js';
import { noteAction, writeTriage } from '../state/group-rows.js';
import { type GroupTransaction, openGroup } from './group-transaction.js';
import type { Triage } from '../state/triage.js';

const LAST = `
  SELECT e.id::text AS id, e.action, e.before,
         EXISTS (SELECT FROM error_group_event r WHERE r.group_id = $1 AND r.action = 'regroup' AND r.id > e.id) AS "isRegrouped"
    FROM error_group_event e
   WHERE e.group_id = $1 AND e.undone_by IS NULL AND e.action NOT IN ('undo', 'regroup') ORDER BY e.id DESC LIMIT 1`;
const MARK = 'UPDATE error_group_event SET undone_by = $2 WHERE id = $1';

/** What an action changed, as it was. */
interface Before {
  triage?: Triage;
  merged?: MergedGroup[];
  split?: { id: string; fingerprints: string[] };
}

interface LastAction {
  id: string;
  action: string;
  before: Before | null;
  /** Rules were applied after it. */
  isRegrouped: boolean;
}

/**
 * Takes back the last action on a problem that was not taken back yet; those before it come next.
 *
 * @returns what it was
 * @throws GroupError when there is none
 */
export async function undoLast({ client, now }: GroupTransaction, id: string, actor: string): Promise<string> {
  const group = await openGroup(client, id);
  const { rows } = await client.query<LastAction>(LAST, [id]);
  const last = rows[0];
  if (last?.before == null) throw new GroupError('GROUP_CONFLICT', 'There is nothing to undo.');
  const { merged, split, triage } = last.before;
  if (last.isRegrouped && (merged ?? split) !== undefined)
    throw new GroupError('GROUP_CONFLICT', 'Rules have regrouped its errors since: split it, or change the rules.');
  if (merged !== undefined) await takeOut(client, id, merged);
  if (split !== undefined) await putBack(client, id, split);
  const revision = await writeTriage(client, id, takenBack(group.triage, triage, now));
  const detail = { event: last.id, action: last.action };
  const undone = await noteAction(client, { groupId: id, revision, actor, action: 'undo', detail, before: null });
  await client.query(MARK, [last.id, undone]);
  return last.action;
}

/** What happened while a problem was not resolved is known to whoever resolves it again by undo: it is no regression, however late it comes or if it is read again. */
function takenBack(triage: Triage, before: Triage | undefined, now: string): Triage {
  if (before === undefined) return triage;
  return before.state === 'resolved' && triage.state !== 'resolved' ? { ...before, at: now } : before;
}
