import { Injectable } from '@nestjs/common';
import { type RecordSource } from '../../batch/decoded-record.js';
import { SinkError } from '../../batch/record-sink.js';
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
const CACHE_LIMIT = 50_000;

/** Another partition may empty a full cache between our look-ups. */
const MAX_ATTEMPTS = 5;

interface Source {
  id: number;
  hasLedger: boolean;
}

/**
 * Numbers for services, hosts and sources. New ones are written before the batch's transaction and outside of it: they hold no
 * lock while rows are stored, and one that a rolled-back batch leaves behind does no harm.
 */
@Injectable()
export class SourceDirectory {
  readonly #services: NameNumbers;
  readonly #hosts: NameNumbers;
  readonly #sources = new Map<string, Source>();

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
    this.#services.trim();
    this.#hosts.trim();
    if (this.#sources.size > CACHE_LIMIT) this.#sources.clear();
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const unknown = records.filter((record) => this.#placeOf(record) === undefined);
      if (unknown.length === 0) return records.map((record) => this.#placeOf(record) as Place);
      await this.#services.register(unknown.map(({ service }) => service));
      await this.#hosts.register(unknown.map(({ host }) => host));
      const sources = new Map(unknown.map((record) => [this.#sourceKey(record), record]));
      await this.#registerInstances([...sources.values()].filter(({ instance }) => instance !== null));
      await this.#registerForeign(
        [...sources.values()].filter((record) => !this.#sources.has(this.#sourceKey(record))),
      );
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
      const source = this.#sources.get(instance);
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
    await this.#services.register([UNHEARD]);
    await this.#hosts.register([UNHEARD]);
    const sorted = [...instances].sort();
    const unsaid = sorted.map(() => null);
    const service = sorted.map(() => this.#services.get(UNHEARD));
    const host = sorted.map(() => this.#hosts.get(UNHEARD));
    await this.pool.run(INSERT_INSTANCES, [service, host, sorted, unsaid, unsaid, unsaid, MAX_INSTANCES, UNHEARD]);
    return new Map((await this.#readInstances(sorted)).map(({ id, instance }) => [instance, id]));
  }

  /** Forgets all sources: some may have left the database. */
  forget(): void {
    this.#sources.clear();
  }

  #placeOf(record: RecordSource): Place | undefined {
    const serviceId = this.#services.get(record.service);
    const source = this.#sources.get(this.#sourceKey(record));
    if (serviceId === undefined || source === undefined) return undefined;
    return { serviceId, sourceId: source.id, hasLedger: source.hasLedger };
  }

  #sourceKey(record: RecordSource): string {
    return record.instance ?? this.#foreignKey(record);
  }

  #foreignKey({ service, host }: RecordSource): string {
    return `${this.#services.get(service) ?? '?'}/${this.#hosts.get(host) ?? '?'}`;
  }

  async #registerInstances(records: readonly RecordSource[]): Promise<void> {
    const missing = records
      .filter(({ instance }) => !this.#sources.has(instance as string))
      .sort((a, b) => ((a.instance as string) < (b.instance as string) ? -1 : 1));
    if (missing.length === 0) return;
    await this.pool.run(INSERT_INSTANCES, [
      missing.map(({ service }) => this.#services.get(service)),
      missing.map(({ host }) => this.#hosts.get(host)),
      missing.map(({ instance }) => instance),
      missing.map(({ pid }) => pid),
      missing.map(({ version }) => version),
      missing.map(({ environment }) => environment),
      MAX_INSTANCES,
      UNHEARD,
    ]);
    const rows = await this.#readInstances(missing.map(({ instance }) => instance as string));
    for (const { id, instance } of rows) this.#sources.set(instance, { id, hasLedger: true });
  }

  /** Foreign producers, and processes beyond the limit: by service and host, without a place in the ledger. */
  async #registerForeign(records: readonly RecordSource[]): Promise<void> {
    if (records.length === 0) return;
    const services = records.map(({ service }) => this.#services.get(service));
    const hosts = records.map(({ host }) => this.#hosts.get(host));
    await this.pool.run(INSERT_FOREIGN, [services, hosts]);
    const rows = await this.pool.run<{ id: number; service_id: number; host_id: number }>(SELECT_FOREIGN, [
      services,
      hosts,
    ]);
    const numbers = new Map(rows.map(({ id, service_id, host_id }) => [`${service_id}/${host_id}`, id]));
    for (const record of records) {
      const id = numbers.get(this.#foreignKey(record));
      if (id !== undefined) this.#sources.set(this.#sourceKey(record), { id, hasLedger: false });
    }
  }

  async #readInstances(instances: readonly string[]): Promise<{ id: number; instance: string }[]> {
    return await this.pool.run('SELECT id, instance FROM source WHERE instance = ANY($1::uuid[])', [instances]);
  }
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
