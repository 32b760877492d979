import { Injectable } from '@nestjs/common';
import { growingCache } from '../../cache/growing-cache.js';
import type { AccessOrigin } from '../../batch/access-batch.js';
import { IngestPool } from '../connection/ingest-pool.js';

/** Far more than a company has; what goes beyond is a producer that invents names. */
const MAX_SOURCES = 2000;
const CACHE_LIMIT = 10_000;
/** UTF-16 units of a name: they come in headers, from anybody. */
const MOST_UNITS = 200;
const OTHER = '(other)';

const INSERT = `
  INSERT INTO access_source AS s (name, topic, server, cluster, format)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS u (name, topic, server, cluster, format)
  LIMIT greatest(0, $6::bigint - (SELECT count(*) FROM access_source))
  ON CONFLICT ON CONSTRAINT access_source_place DO UPDATE SET format = excluded.format
  WHERE s.format IS DISTINCT FROM excluded.format`;

const INSERT_OTHER = `
  INSERT INTO access_source (name, topic) VALUES ('${OTHER}', '${OTHER}') ON CONFLICT ON CONSTRAINT access_source_place DO NOTHING`;

const SELECT = `
  SELECT s.id, u.number FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[]) AS u (name, topic, server, cluster, number)
  JOIN access_source s ON s.name = u.name AND s.topic = u.topic
   AND s.server IS NOT DISTINCT FROM u.server AND s.cluster IS NOT DISTINCT FROM u.cluster`;

/** Numbers for the origins of lines. New ones are written before the batch's transaction and outside of it, as those of log records are. */
@Injectable()
export class AccessSources {
  readonly #cache = growingCache<string, number>(CACHE_LIMIT);

  constructor(private readonly pool: IngestPool) {}

  /**
   * The number of each origin; those beyond the limit share one.
   *
   * @throws SinkError
   */
  async of(origins: Iterable<AccessOrigin>): Promise<Map<AccessOrigin, number>> {
    const numbers = new Map<AccessOrigin, number>();
    const unknown = new Map<string, AccessOrigin>();
    const all = [...origins];
    for (const origin of all) if (!this.#cache.has(keyOf(origin))) unknown.set(keyOf(origin), origin);
    if (unknown.size > 0) await this.#register([...unknown.values()].map(capped).sort(byName));
    for (const origin of all) numbers.set(origin, this.#cache.get(keyOf(origin)) as number);
    return numbers;
  }

  /** Forgets all of them: the database may have been set back. */
  forget(): void {
    this.#cache.clear();
  }

  async #register(origins: readonly AccessOrigin[]): Promise<void> {
    const columns = [
      origins.map(({ source }) => source),
      origins.map(({ topic }) => topic),
      origins.map(({ server }) => server),
      origins.map(({ cluster }) => cluster),
    ];
    await this.pool.run(INSERT, [...columns, origins.map(({ format }) => format), MAX_SOURCES]);
    const rows = await this.pool.run<{ id: number; number: number }>(SELECT, [...columns, origins.map((_, at) => at)]);
    for (const { id, number } of rows) this.#cache.set(keyOf(origins[number] as AccessOrigin), id);
    const refused = origins.filter((origin) => !this.#cache.has(keyOf(origin)));
    if (refused.length === 0) return;
    await this.pool.run(INSERT_OTHER);
    const [other] = await this.pool.run<{ id: number }>(`SELECT id FROM access_source WHERE name = $1`, [OTHER]);
    for (const origin of refused) this.#cache.set(keyOf(origin), other?.id);
  }
}

function keyOf(origin: AccessOrigin): string {
  const { source, topic, server, cluster, format } = capped(origin);
  return JSON.stringify([source, topic, server, cluster, format]);
}

function capped({ source, server, cluster, topic, format }: AccessOrigin): AccessOrigin {
  const text = (value: string): string => value.slice(0, MOST_UNITS).toWellFormed().replaceAll('\0', '\u2400');
  return {
    source: text(source),
    topic: text(topic),
    server: server === null ? null : text(server),
    cluster: cluster === null ? null : text(cluster),
    format: format === null ? null : format.slice(0, 4000).toWellFormed().replaceAll('\0', '\u2400'),
  };
}

function byName(a: AccessOrigin, b: AccessOrigin): number {
  return keyOf(a) < keyOf(b) ? -1 : 1;
}
