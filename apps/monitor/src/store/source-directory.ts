import { Injectable } from '@nestjs/common';
import { type DecodedRecord } from '../ingest/decode/decoded-record.js';
import { SinkError } from '../ingest/record-sink.js';
import { IngestPool } from './ingest-pool.js';

/** Where a record belongs, by the small numbers that rows carry instead of names. */
export interface Place {
  serviceId: number;
  sourceId: number;
}

/** Entries kept per cache; more come and go through the database. */
const CACHE_LIMIT = 50_000;

/** Another partition may empty a full cache between our look-ups. */
const MAX_ATTEMPTS = 5;

/**
 * Numbers for services, hosts and sources. New ones are written before the batch's transaction and outside of it: they hold no
 * lock while rows are stored, and one that a rolled-back batch leaves behind does no harm.
 */
@Injectable()
export class SourceDirectory {
  readonly #services = new Map<string, number>();
  readonly #hosts = new Map<string, number>();
  readonly #sources = new Map<string, number>();

  constructor(private readonly pool: IngestPool) {}

  /**
   * The numbers of each record's service and source, in the records' order; what is new is written down first.
   *
   * @throws SinkError
   */
  async locate(records: readonly DecodedRecord[]): Promise<Place[]> {
    for (const cache of [this.#services, this.#hosts, this.#sources]) if (cache.size > CACHE_LIMIT) cache.clear();
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const unknown = records.filter((record) => !this.#isKnown(record));
      if (unknown.length === 0) return records.map((record) => this.#placeOf(record));
      await this.#registerNames('service', this.#services, new Set(unknown.map((record) => record.service)));
      await this.#registerNames('host', this.#hosts, new Set(unknown.map((record) => record.host)));
      const sources = new Map(unknown.map((record) => [this.#sourceKey(record), record]));
      await this.#registerSources([...sources.values()]);
    }
    throw new SinkError('SINK_UNAVAILABLE', 'the numbers of services and sources keep changing under us');
  }

  /**
   * Numbers of the sources of these instances; those without a stored record are left out.
   *
   * @throws SinkError
   */
  async findInstances(instances: readonly string[]): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    const unknown: string[] = [];
    for (const instance of instances) {
      const id = this.#sources.get(instance);
      if (id === undefined) unknown.push(instance);
      else found.set(instance, id);
    }
    if (unknown.length === 0) return found;
    const rows = await this.pool.run<{ id: number; instance: string }>(
      'SELECT id, instance FROM source WHERE instance = ANY($1::uuid[])',
      [unknown],
    );
    for (const row of rows) found.set(row.instance, row.id);
    return found;
  }

  #placeOf(record: DecodedRecord): Place {
    return {
      serviceId: this.#services.get(record.service) as number,
      sourceId: this.#sources.get(this.#sourceKey(record)) as number,
    };
  }

  #isKnown(record: DecodedRecord): boolean {
    return this.#services.has(record.service) && this.#sources.has(this.#sourceKey(record));
  }

  /** A host's name can hold any character, so the service's number comes first. */
  #sourceKey(record: DecodedRecord): string {
    return record.instance ?? `${this.#services.get(record.service) ?? '?'}/${record.host}`;
  }

  async #registerNames(
    table: 'service' | 'host',
    cache: Map<string, number>,
    names: ReadonlySet<string>,
  ): Promise<void> {
    const missing = [...names].filter((name) => !cache.has(name)).sort();
    if (missing.length === 0) return;
    const select = `SELECT id, name FROM ${table} WHERE name = ANY($1::text[])`;
    let rows = await this.pool.run<{ id: number; name: string }>(select, [missing]);
    if (rows.length < missing.length) {
      await this.pool.run(`INSERT INTO ${table} (name) SELECT unnest($1::text[]) ON CONFLICT (name) DO NOTHING`, [
        missing,
      ]);
      rows = await this.pool.run<{ id: number; name: string }>(select, [missing]);
    }
    for (const { id, name } of rows) cache.set(name, id);
  }

  async #registerSources(records: readonly DecodedRecord[]): Promise<void> {
    const native = records.filter((record) => record.instance !== null);
    const foreign = records.filter((record) => record.instance === null);
    await this.#registerNative(native);
    await this.#registerForeign(foreign);
  }

  async #registerNative(records: readonly DecodedRecord[]): Promise<void> {
    const missing = records
      .filter((record) => !this.#sources.has(record.instance as string))
      .sort((a, b) => ((a.instance as string) < (b.instance as string) ? -1 : 1));
    if (missing.length === 0) return;
    await this.pool.run(INSERT_INSTANCES, [
      missing.map((record) => this.#services.get(record.service)),
      missing.map((record) => this.#hosts.get(record.host)),
      missing.map((record) => record.instance),
      missing.map((record) => record.pid),
      missing.map((record) => record.version),
      missing.map((record) => record.environment),
    ]);
    const rows = await this.pool.run<{ id: number; instance: string }>(
      'SELECT id, instance FROM source WHERE instance = ANY($1::uuid[])',
      [missing.map((record) => record.instance)],
    );
    for (const { id, instance } of rows) this.#sources.set(instance, id);
  }

  async #registerForeign(records: readonly DecodedRecord[]): Promise<void> {
    const missing = records.filter((record) => !this.#sources.has(this.#sourceKey(record)));
    if (missing.length === 0) return;
    const services = missing.map((record) => this.#services.get(record.service));
    const hosts = missing.map((record) => this.#hosts.get(record.host));
    await this.pool.run(INSERT_FOREIGN, [services, hosts]);
    const rows = await this.pool.run<{ id: number; service_id: number; host: string }>(SELECT_FOREIGN, [
      services,
      hosts,
    ]);
    for (const { id, service_id, host } of rows) this.#sources.set(`${service_id}/${host}`, id);
  }
}

const INSERT_INSTANCES = `
  INSERT INTO source (service_id, host_id, instance, pid, version, environment)
  SELECT * FROM unnest($1::int[], $2::int[], $3::uuid[], $4::int[], $5::text[], $6::text[])
  ON CONFLICT (instance) DO NOTHING`;

/** A foreign source has a ledger row too, for the time it was last seen; it has no numbers to keep. */
const INSERT_FOREIGN = `
  WITH made AS (
    INSERT INTO source (service_id, host_id)
    SELECT DISTINCT service_id, host_id FROM unnest($1::int[], $2::int[]) AS u (service_id, host_id)
    ON CONFLICT (service_id, host_id) WHERE instance IS NULL DO NOTHING
    RETURNING id)
  INSERT INTO ledger (source_id, first_seen, last_seen) SELECT id, now(), now() FROM made`;

const SELECT_FOREIGN = `
  SELECT s.id, s.service_id, h.name AS host
  FROM source s
  JOIN host h ON h.id = s.host_id
  JOIN unnest($1::int[], $2::int[]) AS u (service_id, host_id) ON u.service_id = s.service_id AND u.host_id = s.host_id
  WHERE s.instance IS NULL`;
