import { Injectable } from '@nestjs/common';
import { growingCache } from '../../cache/growing-cache.js';
import type { RecordSource } from '../../batch/decoded-record.js';
import { SinkError } from '../../batch/batch-sink.js';
import { IngestPool } from '../connection/ingest-pool.js';
import { NameNumbers } from './name-numbers.js';

/** Where a record belongs, by the small numbers that rows carry instead of names. */
export interface Place {
  serviceId: number;
  sourceId: number;
  /** False: a foreign producer, or one of more processes than the ledger can follow. */
  hasLedger: boolean;
}

/** Far more than a company has; what goes beyond is a producer that invents names. */
const MAX_SERVICES = 2000;
const MAX_HOSTS = 10_000;
/** Process lives whose numbers the ledger follows; old ones leave with the retention. */
const MAX_INSTANCES = 50_000;

/** Where a process stands that told of drops before any record of it came; its first record says better. */
const UNHEARD = '(unknown)';

/** Sources kept in memory; more come and go through the database. */
const CACHE_LIMIT = MAX_INSTANCES;

interface Source {
  id: number;
  hasLedger: boolean;
}

interface Numbered {
  record: RecordSource;
  serviceId: number;
  hostId: number;
}

/**
 * Numbers for services, hosts and sources. New ones are written before the batch's transaction and outside of it: they hold no
 * lock while rows are stored, and one that a rolled-back batch leaves does no harm.
 */
@Injectable()
export class SourceDirectory {
  readonly #services: NameNumbers;
  readonly #hosts: NameNumbers;
  /** By instance; of foreign producers by the numbers of service and host. */
  readonly #cache = growingCache<string, Source>(CACHE_LIMIT);

  constructor(private readonly pool: IngestPool) {
    this.#services = new NameNumbers(pool, 'service', MAX_SERVICES);
    this.#hosts = new NameNumbers(pool, 'host', MAX_HOSTS);
  }

  /**
   * The numbers of service and source, one place for each of `records`, in their order; what is new is written down first.
   *
   * @throws SinkError
   */
  async locate(records: readonly RecordSource[]): Promise<Place[]> {
    const services = await this.#services.of(records.map(({ service }) => service));
    const hosts = await this.#hosts.of(records.map(({ host }) => host));
    const numbered = records.map((record) => ({
      record,
      serviceId: services.get(record.service) as number,
      hostId: hosts.get(record.host) as number,
    }));
    const sources = await this.#sourcesOf(numbered);
    return numbered.map((one) => {
      const { id, hasLedger } = sources.get(keyOf(one)) as Source;
      return { serviceId: one.serviceId, sourceId: id, hasLedger };
    });
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
      const source = this.#cache.get(instance);
      if (source === undefined) unknown.push(instance);
      else if (source.hasLedger) found.set(instance, source.id);
    }
    if (unknown.length === 0) return found;
    for (const { id, instance } of await this.#readInstances(unknown)) found.set(instance, id);
    return found;
  }

  /**
   * Gives numbers to instances of which only drops are known: all that they logged was lost on the way. Those beyond the limit are left out.
   *
   * They are not remembered here, so that the first record to come is looked up and names its service.
   *
   * @throws SinkError
   */
  async registerUnheard(instances: readonly string[]): Promise<Map<string, number>> {
    const service = (await this.#services.of([UNHEARD])).get(UNHEARD);
    const host = (await this.#hosts.of([UNHEARD])).get(UNHEARD);
    const sorted = [...instances].sort();
    const unsaid = sorted.map(() => null);
    const services = sorted.map(() => service);
    const hosts = sorted.map(() => host);
    await this.pool.run(INSERT_INSTANCES, [services, hosts, sorted, unsaid, unsaid, unsaid, MAX_INSTANCES, UNHEARD]);
    return new Map((await this.#readInstances(sorted)).map(({ id, instance }) => [instance, id]));
  }

  /** Forgets all sources: some may have left the database. */
  forget(): void {
    this.#cache.clear();
  }

  /** The source of each record, by key: what is not known yet is written down first. */
  async #sourcesOf(records: readonly Numbered[]): Promise<Map<string, Source>> {
    const sources = new Map<string, Source>();
    const unknown = new Map<string, Numbered>();
    for (const one of records) {
      const key = keyOf(one);
      if (sources.has(key)) continue;
      const source = this.#cache.get(key);
      if (source === undefined) unknown.set(key, one);
      else sources.set(key, source);
    }
    if (unknown.size === 0) return sources;
    await this.#registerInstances(unknown, sources);
    await this.#registerForeign(unknown, sources);
    for (const key of unknown.keys()) this.#cache.set(key, sources.get(key));
    return sources;
  }

  async #registerInstances(unknown: ReadonlyMap<string, Numbered>, sources: Map<string, Source>): Promise<void> {
    const missing = [...unknown.values()]
      .filter(({ record }) => record.instance !== null)
      .sort((a, b) => ((a.record.instance as string) < (b.record.instance as string) ? -1 : 1));
    if (missing.length === 0) return;
    await this.pool.run(INSERT_INSTANCES, [
      missing.map(({ serviceId }) => serviceId),
      missing.map(({ hostId }) => hostId),
      missing.map(({ record }) => record.instance),
      missing.map(({ record }) => record.pid),
      missing.map(({ record }) => record.version),
      missing.map(({ record }) => record.environment),
      MAX_INSTANCES,
      UNHEARD,
    ]);
    const rows = await this.#readInstances(missing.map(({ record }) => record.instance as string));
    for (const { id, instance } of rows) sources.set(instance, { id, hasLedger: true });
  }

  /** Foreign producers, and processes beyond the limit: by service and host, without a place in the ledger. */
  async #registerForeign(unknown: ReadonlyMap<string, Numbered>, sources: Map<string, Source>): Promise<void> {
    const missing = [...unknown].filter(([key]) => !sources.has(key));
    if (missing.length === 0) return;
    const services = missing.map(([, { serviceId }]) => serviceId);
    const hosts = missing.map(([, { hostId }]) => hostId);
    await this.pool.run(INSERT_FOREIGN, [services, hosts]);
    const rows = await this.pool.run<{ id: number; service_id: number; host_id: number }>(SELECT_FOREIGN, [
      services,
      hosts,
    ]);
    const numbers = new Map(rows.map(({ id, service_id, host_id }) => [`${service_id}/${host_id}`, id]));
    for (const [key, one] of missing) {
      const id = numbers.get(foreignKey(one));
      if (id === undefined)
        throw new SinkError('SINK_UNAVAILABLE', 'a source was deleted in the moment it was looked up');
      sources.set(key, { id, hasLedger: false });
    }
  }

  async #readInstances(instances: readonly string[]): Promise<{ id: number; instance: string }[]> {
    return await this.pool.run('SELECT id, instance FROM source WHERE instance = ANY($1::uuid[])', [instances]);
  }
}

function keyOf(one: Numbered): string {
  return one.record.instance ?? foreignKey(one);
}

function foreignKey({ serviceId, hostId }: Numbered): string {
  return `${serviceId}/${hostId}`;
}

const INSERT_INSTANCES = `
  INSERT INTO source (service_id, host_id, instance, pid, version, environment)
  SELECT * FROM unnest($1::int[], $2::int[], $3::uuid[], $4::int[], $5::text[], $6::text[])
  LIMIT greatest(0, $7::bigint - (SELECT count(*) FROM source))
  ON CONFLICT (instance) DO UPDATE
  SET service_id = excluded.service_id, host_id = excluded.host_id, pid = excluded.pid, version = excluded.version,
    environment = excluded.environment
  WHERE source.service_id = (SELECT id FROM service WHERE name = $8)`;

/** A foreign source has a ledger row too, for the time it was last seen; it has no numbers to keep. */
const INSERT_FOREIGN = `
  WITH made AS (
    INSERT INTO source (service_id, host_id)
    SELECT DISTINCT service_id, host_id FROM unnest($1::int[], $2::int[]) AS u (service_id, host_id)
    ON CONFLICT (service_id, host_id) WHERE instance IS NULL DO NOTHING
    RETURNING id)
  INSERT INTO ledger (source_id, first_seen, last_seen) SELECT id, now(), now() FROM made`;

const SELECT_FOREIGN = `
  SELECT s.id, s.service_id, s.host_id
  FROM source s
  JOIN unnest($1::int[], $2::int[]) AS u (service_id, host_id) ON u.service_id = s.service_id AND u.host_id = s.host_id
  WHERE s.instance IS NULL`;
