import { type IngestPool } from '../connection/ingest-pool.js';

/** The name under which everything beyond a table's limit is kept. */
export const OTHER = '(other)';

/** Names kept in memory; more come and go through the database. */
const CACHE_LIMIT = 50_000;

/**
 * Small numbers for names, each written down once. A producer that invents names without end can not grow the table beyond its
 * limit: from there on new names share one number, that of `(other)`.
 */
export class NameNumbers {
  readonly #numbers = new Map<string, number>();

  constructor(
    private readonly pool: IngestPool,
    /** Our own word, never input: it stands in the statements. */
    private readonly table: 'service' | 'host',
    private readonly limit: number,
  ) {}

  get(name: string): number | undefined {
    return this.#numbers.get(name);
  }

  /** Empties a cache that has grown too large. To be called between batches only: a batch needs its names until it is located. */
  trim(): void {
    if (this.#numbers.size > CACHE_LIMIT) this.#numbers.clear();
  }

  /**
   * Makes sure that each name has a number.
   *
   * @throws SinkError
   */
  async register(names: Iterable<string>): Promise<void> {
    const wanted = [...new Set(names)].filter((name) => !this.#numbers.has(name)).sort();
    if (wanted.length === 0) return;
    await this.#read(wanted);
    const missing = wanted.filter((name) => !this.#numbers.has(name));
    if (missing.length === 0) return;
    await this.pool.run(
      `INSERT INTO ${this.table} (name)
       SELECT name FROM unnest($1::text[]) AS u (name)
       LIMIT greatest(0, $2::bigint - (SELECT count(*) FROM ${this.table}))
       ON CONFLICT (name) DO NOTHING`,
      [missing, this.limit],
    );
    await this.#read(missing);
    const refused = missing.filter((name) => !this.#numbers.has(name));
    if (refused.length > 0) await this.#shareNumber(refused);
  }

  async #read(names: readonly string[]): Promise<void> {
    const rows = await this.pool.run<{ id: number; name: string }>(
      `SELECT id, name FROM ${this.table} WHERE name = ANY($1::text[])`,
      [names],
    );
    for (const { id, name } of rows) this.#numbers.set(name, id);
  }

  async #shareNumber(names: readonly string[]): Promise<void> {
    await this.pool.run(`INSERT INTO ${this.table} (name) VALUES ($1) ON CONFLICT (name) DO NOTHING`, [OTHER]);
    await this.#read([OTHER]);
    const other = this.#numbers.get(OTHER) as number;
    for (const name of names) this.#numbers.set(name, other);
  }
}
