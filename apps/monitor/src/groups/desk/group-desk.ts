import { Injectable } from '@nestjs/common';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { type GroupTransaction, groupTransaction, openGroup } from './group-transaction.js';
import { type LockedGroup, lockGroups, noteAction, writeTriage } from '../state/group-rows.js';
import { mergeGroups, splitGroup } from './group-moves.js';
import { afterAction, type TriageWish } from '../state/triage.js';
import { undoLast } from './undo.js';

export interface GroupWish extends TriageWish {
  note?: string | undefined;
}

/** What people do about problems. Each action is one transaction, is written down with who did it, and can be undone. Ids are decimal. */
@Injectable()
export class GroupDesk {
  constructor(private readonly pool: IngestPool) {}

  /** @throws GroupError, SinkError */
  async change(id: string, wish: GroupWish, actor: string): Promise<void> {
    await groupTransaction(this.pool, async (transaction) => {
      await changeOne(transaction, await openGroup(transaction.client, id), wish, actor);
    });
  }

  /**
   * The same for many, all or nothing.
   *
   * @returns ids of those that are not there any more
   * @throws SinkError
   */
  async changeAll(ids: readonly string[], wish: GroupWish, actor: string): Promise<string[]> {
    return groupTransaction(this.pool, async (transaction) => {
      const groups = await lockGroups(transaction.client, ids);
      const open = groups.filter(({ mergedInto, triage }) => mergedInto === null && triage.state !== 'deleted');
      for (const group of open) await changeOne(transaction, group, wish, actor);
      const found = new Set(open.map(({ id }) => id));
      return ids.filter((id) => !found.has(id));
    });
  }

  /**
   * Takes others into a problem; the errors of these are its own from now on.
   *
   * @throws GroupError, SinkError
   */
  async merge(id: string, others: readonly string[], actor: string): Promise<void> {
    await groupTransaction(this.pool, ({ client }) => mergeGroups(client, id, others, actor));
  }

  /**
   * Makes some of a problem's fingerprints a problem of their own, in the same state.
   *
   * @returns the id of the new problem
   * @throws GroupError, SinkError
   */
  async split(id: string, fingerprints: readonly string[], actor: string): Promise<string> {
    return groupTransaction(this.pool, ({ client }) => splitGroup(client, id, fingerprints, actor));
  }

  /**
   * Takes back the last action that was not taken back yet.
   *
   * @returns what it was
   * @throws GroupError, SinkError
   */
  async undo(id: string, actor: string): Promise<string> {
    return groupTransaction(this.pool, (transaction) => undoLast(transaction, id, actor));
  }

  /**
   * Deletes a problem and the records that it has until now; the records go in the background. This cannot be undone.
   *
   * @throws GroupError, SinkError
   */
  async remove(id: string, actor: string): Promise<void> {
    await groupTransaction(this.pool, async ({ client, now }) => {
      const group = await openGroup(client, id);
      const revision = await writeTriage(client, id, { state: 'deleted', at: now, purge: now });
      const detail = { title: group.title };
      await noteAction(client, { groupId: id, revision, actor, action: 'delete', detail, before: null });
    });
  }
}

async function changeOne(
  { client, now }: GroupTransaction,
  group: LockedGroup,
  { note, ...wish }: GroupWish,
  actor: string,
): Promise<void> {
  const { id, revision: before } = group;
  if (note !== undefined)
    await noteAction(client, {
      groupId: id,
      revision: before,
      actor,
      action: 'note',
      detail: { text: note },
      before: {},
    });
  if (wish.state === undefined && wish.assignee === undefined) return;
  const triage = afterAction(group.triage, wish, now);
  const revision = await writeTriage(client, id, triage);
  const detail = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
  const action = wish.state === undefined ? 'assign' : wish.state;
  await noteAction(client, { groupId: id, revision, actor, action, detail, before: { triage: group.triage } });
}
