import { ALERT_SUPPRESSIONS, ALERT_VERDICTS, type AlertRule } from '@log-monitor/monitor-api';
import type { Decision } from '../evaluation/evaluate-rules.js';
import type { Suppression } from '../evaluation/telling.js';
import { kindOf } from '../kind/kind-list.js';
import type { Read } from '../measure/read-measurements.js';

export type Clock = 'event' | 'wall';
/**
 * Which row of a minute a decision stands in. Groups of requests, and problems, come and go from minute to minute, and with them what their row is about;
 * services do not.
 */
const OWN_ROWS = ['requests', 'problems'] as const;
type DecisionRow = Clock | (typeof OWN_ROWS)[number];

const KEEP_SUBJECTS = `
  INSERT INTO alert_subjects (rule_ids, versions, keys) VALUES ($1, $2, $3) RETURNING id::float8 AS id`;
const KEEP_DECISIONS = `
  INSERT INTO alert_decision (minute, clock, due_at, decided_at, subjects_id, verdicts, suppressed, measured, volumes)
  VALUES ($1, $2, $3, clock_timestamp(), $4, $5, $6, $7, $8)
  ON CONFLICT (minute, clock) DO UPDATE
  SET decided_at = excluded.decided_at, subjects_id = excluded.subjects_id, verdicts = excluded.verdicts, suppressed = excluded.suppressed,
    measured = excluded.measured, volumes = excluded.volumes`;
const NOTE_WAITING = `
  INSERT INTO alert_decision (minute, clock, due_at, waited) VALUES ($1, 'event', $2, $3)
  ON CONFLICT (minute, clock) DO UPDATE SET waited = excluded.waited WHERE alert_decision.decided_at IS NULL`;

interface Subjects {
  readonly id: number;
  readonly decisions: readonly Decision[];
}

/** Writes one row for each evaluated minute. What its arrays are about is written only when it changes. */
export class DecisionWriter {
  readonly #subjects = new Map<DecisionRow, Subjects>();

  /**
   * @param read of the transaction that decides; when it fails, this writer is no longer of use
   * @param dueAt when the minute could have been decided at the earliest, milliseconds since 1970
   */
  async write(read: Read, minute: number, clock: Clock, dueAt: number, decisions: readonly Decision[]): Promise<void> {
    const of = (row: DecisionRow): Decision[] => decisions.filter(({ rule }) => decisionRow(rule) === row);
    await this.#writeRow(read, minute, clock, dueAt, of(clock));
    for (const row of OWN_ROWS) {
      const own = of(row);
      if (own.length > 0) await this.#writeRow(read, minute, row, dueAt, own);
    }
  }

  async #writeRow(
    read: Read,
    minute: number,
    row: DecisionRow,
    dueAt: number,
    decisions: readonly Decision[],
  ): Promise<void> {
    const subjectsId = await this.#subjectsOf(read, row, decisions);
    await read(KEEP_DECISIONS, [
      new Date(minute),
      row,
      new Date(dueAt),
      subjectsId,
      decisions.map(({ verdict }) => ALERT_VERDICTS.indexOf(verdict)),
      decisions.map(({ suppression }) => suppressionNumber(suppression)),
      decisions.map(({ value }) => value),
      decisions.map(({ volume }) => volume),
    ]);
  }

  async #subjectsOf(read: Read, row: DecisionRow, decisions: readonly Decision[]): Promise<number> {
    const last = this.#subjects.get(row);
    if (last !== undefined && isAboutTheSame(last.decisions, decisions)) return last.id;
    const [subjects] = await read<{ id: number }>(KEEP_SUBJECTS, [
      decisions.map(({ rule }) => rule.id),
      decisions.map(({ rule }) => rule.version),
      decisions.map(({ key }) => key),
    ]);
    if (subjects === undefined) throw new Error('PostgreSQL gave no number for what the decisions are about');
    this.#subjects.set(row, { id: subjects.id, decisions });
    return subjects.id;
  }
}

export function decisionRow(rule: Pick<AlertRule, 'kind'>): DecisionRow {
  const { about, clock } = kindOf(rule);
  if (clock === 'wall') return clock;
  return OWN_ROWS.find((row) => row === about) ?? clock;
}

/** 0: none. */
function suppressionNumber(suppression: Suppression): number {
  return suppression === 'none' ? 0 : ALERT_SUPPRESSIONS.indexOf(suppression) + 1;
}

/** Says of a minute that is due why it is undecided; the decision takes the row over. */
export async function noteWaiting(read: Read, minute: number, dueAt: number, why: string): Promise<void> {
  await read(NOTE_WAITING, [new Date(minute), new Date(dueAt), why]);
}

function isAboutTheSame(before: readonly Decision[], now: readonly Decision[]): boolean {
  return (
    before.length === now.length &&
    before.every(
      ({ rule, key }, index) =>
        now[index]?.key === key && now[index].rule.id === rule.id && now[index].rule.version === rule.version,
    )
  );
}
