import type { GroupRule } from '@log-monitor/monitor-api';
import type pg from 'pg';

/** The rules as they are since a change. */
export interface RuleRevision {
  /** 0: there never was a rule. */
  revision: number;
  /** The revision to which taking the change back leads; -1: there is none. */
  undoTo: number;
  at: Date;
  rules: GroupRule[];
}

const COLUMNS = 'revision, undo_to AS "undoTo", at, rules';
const LAST = `SELECT ${COLUMNS} FROM group_rules ORDER BY revision DESC LIMIT 1`;
const LATER = `SELECT ${COLUMNS} FROM group_rules WHERE revision > $1 ORDER BY revision DESC LIMIT 1`;
const ONE = `SELECT ${COLUMNS} FROM group_rules WHERE revision = $1`;

const NONE: RuleRevision = { revision: 0, undoTo: -1, at: new Date(0), rules: [] };

type Queryable = Pick<pg.PoolClient, 'query'>;

export async function lastRevision(client: Queryable): Promise<RuleRevision> {
  return (await client.query<RuleRevision>(LAST)).rows[0] ?? NONE;
}

/** @returns undefined when the rules have not changed since */
export async function revisionAfter(client: Queryable, revision: number): Promise<RuleRevision | undefined> {
  const { rows } = await client.query<RuleRevision>({ name: 'later_group_rules', text: LATER, values: [revision] });
  return rows[0];
}

/** The rules as they were; none before the first change. */
export async function revisionOf(client: Queryable, revision: number): Promise<RuleRevision> {
  return (await client.query<RuleRevision>(ONE, [revision])).rows[0] ?? NONE;
}
