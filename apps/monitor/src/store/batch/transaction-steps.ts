import type pg from 'pg';
import type { BatchEnvelope } from '../../batch/batch.js';
import { insertDeadLetters } from './insert-dead-letters.js';

/**
 * The order of work in every transaction that stores a batch, whatever its kind. First the rows that nobody else touches; then, from phase to phase
 * and in each in the order of its keys, what other transactions may also touch; last the position, which moves only if it is where this monitor last
 * saw it. As all transactions take their locks in this order, no two of them wait for each other.
 */
export const PHASES = ['rows', 'errors', 'ledger', 'counters', 'dead letters', 'position'] as const;

/** Part of a transaction. `Work` is what it needs of the batch. */
export interface TransactionStep<Work = unknown> {
  readonly phase: (typeof PHASES)[number];
  readonly name: string;
  /** Tables in which it writes rows. */
  readonly locks: readonly string[];
  run(client: pg.PoolClient, work: Work): Promise<void>;
}

export const KEEP_DEAD_LETTERS: TransactionStep<BatchEnvelope> = {
  phase: 'dead letters',
  name: 'keep dead letters',
  locks: ['dead_letter'],
  run: (client, { topic, partition, deadLetters }) => insertDeadLetters(client, topic, partition, deadLetters),
};

/** Steps together with the work that each of them is for, in the order of their phases. */
export function inOrder<Work>(
  ofKind: readonly TransactionStep<Work>[],
  work: Work,
  ofEnvelope: readonly TransactionStep<BatchEnvelope>[],
  envelope: BatchEnvelope,
): (Omit<TransactionStep, 'run'> & { run(client: pg.PoolClient): Promise<void> })[] {
  return [
    ...ofKind.map((step) => ({ ...step, run: (client: pg.PoolClient) => step.run(client, work) })),
    ...ofEnvelope.map((step) => ({ ...step, run: (client: pg.PoolClient) => step.run(client, envelope) })),
  ].sort((a, b) => PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase));
}
