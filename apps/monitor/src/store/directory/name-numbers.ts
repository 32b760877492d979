import { growingCache } from '../../cache/growing-cache.js';
import type { IngestPool } from '../connection/ingest-pool.js';

/** The name under which everything beyond a table's limit is kept. */
const OTHER = '(other)';

/** Names kept in memory; more come and go through the database. */
const CACHE_LIMIT = 50_000;

/**
 * Small numbers for names, each written down once. A producer that invents names without end cannot grow the table beyond its
 * limit: from there on new names share one number, that of `(other)`.
 */
export class NameNumbers {
  readonly #cache = growingCache<string, number>(CACHE_LIMIT);

  constructor(
    private readonly pool: IngestPool,
    /** Our own word, never input: it stands in the statements. */
    private readonly table: 'service' | 'host',
    private readonly limit: number,
  ) {}

  /**
   * The number of each name; a new name is written down first.
   *
   * @throws SinkError
   */
  async of(names: Iterable<string>): Promise<Map<string, number>> {
    const numbers = new Map<string, number>();
    const unknown = new Set<string>();
    for (const name of names) {
      if (numbers.has(name)) continue;
      const number = this.#cache.get(name);
      if (number === undefined) unknown.add(name);
      else numbers.set(name, number);
    }
    if (unknown.size > 0) await this.#register([...unknown].sort(), numbers);
    return numbers;
  }

  async #register(names: readonly string[], numbers: Map<string, number>): Promise<void> {
    await this.#read(names, numbers);
    const missing = names.filter((name) => !numbers.has(name));
    if (missing.length === 0) return;
    await this.pool.run(
      `INSERT INTO ${this.table} (name)
       SELECT name FROM unnest($1::text[]) AS u (name)
       LIMIT greatest(0, $2::bigint - (SELECT count(*) FROM ${this.table}))
       ON CONFLICT (name) DO NOTHING`,
      [missing, this.limit],
    );
    await this.#read(missing, numbers);
    const refused = missing.filter((name) => !numbers.has(name));
    if (refused.length > 0) await this.#shareNumber(refused, numbers);
  }

  async #read(names: readonly string[], numbers: Map<string, number>): Promise<void> {
    const rows = await this.pool.run<{ id: number; name: string }>(
      `SELECT id, name FROM ${this.table} WHERE name = ANY($1::text[])`,
      [names],
    );
    for (const { id, name } of rows) this.#remember(name, id, numbers);
  }

  async #shareNumber(names: readonly string[], numbers: Map<string, number>): Promise<void> {
    await this.pool.run(`INSERT INTO ${this.table} (name) VALUES ($1) ON CONFLICT (name) DO NOTHING`, [OTHER]);
    const other = new Map<string, number>();
    await this.#read([OTHER], other);
    for (const name of names) this.#remember(name, other.get(OTHER) as number, numbers);
  }

  #remember(name: string, number: number, numbers: Map<string, number>): void {
    numbers.set(name, number);
    this.#cache.set(name, number);
  }
}
