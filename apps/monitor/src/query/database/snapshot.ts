import type pg from 'pg';
import { QueryError } from './query-error.js';
import { SNAPSHOT_START, type SnapshotStart } from './snapshot-start.js';
import type { Statement } from './statement.js';

const BEGIN = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
const ONLY_BY_INDEX = 'SET LOCAL enable_seqscan = off';

/** What connections are opened with: statements are parsed once per connection, but planned with their values. */
export const USUAL_PLANNING = 'force_custom_plan';
const PLANNING = {
  usual: `SET LOCAL plan_cache_mode = ${USUAL_PLANNING}; SET LOCAL enable_seqscan = on`,
  usualByIndex: `SET LOCAL plan_cache_mode = ${USUAL_PLANNING}`,
  once: `SET LOCAL plan_cache_mode = force_generic_plan; ${ONLY_BY_INDEX}`,
};

/** How many heavy questions run and wait at this moment. */
export type HeavyLoad = () => { running: number; waiting: number };

/**
 * Everything read through one snapshot is true of the same moment. What is asked for in one go, without waiting for the answers,
 * goes to the database in one go: each way there and back costs as much as a small question.
 */
export class Snapshot {
  /** Read before everything else, so that no answer claims more than it shows. */
  readonly start: Promise<SnapshotStart>;
  readonly #begun: Promise<unknown>;
  readonly #usual: keyof typeof PLANNING;
  #planning: keyof typeof PLANNING;

  /** @param client opened in pipeline mode, with `plan_cache_mode` as in `USUAL_PLANNING` */
  constructor(
    private readonly client: Pick<pg.ClientBase, 'query'>,
    byIndex: boolean,
    readonly heavyLoad: HeavyLoad,
  ) {
    this.#usual = byIndex ? 'usualByIndex' : 'usual';
    this.#planning = byIndex ? 'once' : 'usual';
    this.#begun = this.#send(byIndex ? `${BEGIN}; ${PLANNING.once}` : BEGIN);
    this.start = this.#readStart();
    // Who does not need it does not look at it; what fails here fails for the others, too.
    this.start.catch(() => undefined);
  }

  /** Runs a question, all of which is then known to have been read within the snapshot. */
  async answer<Answer>(read: (snapshot: Snapshot) => Promise<Answer>): Promise<Answer> {
    const [answer] = await Promise.all([read(this), this.#begun]);
    return answer;
  }

  async rows<Row>({ name, text, plan }: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    if (plan !== 'any') this.#usePlanning(plan ?? this.#usual);
    const result = await this.client.query({ name, text, values: [...values] });
    return result.rows as Row[];
  }

  async #readStart(): Promise<SnapshotStart> {
    const [start] = await this.rows<SnapshotStart>(SNAPSHOT_START);
    if (!start) throw new QueryError('QUERY_FAILED', 'The store has lost the row that says how complete it is.');
    return start;
  }

  #usePlanning(planning: keyof typeof PLANNING): void {
    if (planning === this.#planning) return;
    this.#planning = planning;
    void this.#send(PLANNING[planning]);
  }

  /** When it fails, everything after it in the transaction fails as well. */
  #send(command: string): Promise<unknown> {
    const sent = this.client.query(command);
    sent.catch(() => undefined);
    return sent;
  }
}
