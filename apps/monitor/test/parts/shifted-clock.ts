import type { TestStore } from './test-store.js';

/**
 * Another time in the database of a test: hours pass in a moment, for every monitor on it. Alerts ask PostgreSQL what time it is; its `clock_timestamp` is
 * hidden by one that is found before it.
 */
export class ShiftedClock {
  private constructor(private readonly store: TestStore) {}

  /** To be made before anything else connects: the order of schemas is read when a connection begins. */
  static async of(store: TestStore): Promise<ShiftedClock> {
    await store.rows(`
      CREATE SCHEMA shifted;
      CREATE TABLE shifted.clock (real timestamptz, shown timestamptz, speed float8);
      INSERT INTO shifted.clock SELECT now, now, 1 FROM pg_catalog.clock_timestamp() now;
      CREATE FUNCTION shifted.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
        'SELECT shown + (pg_catalog.clock_timestamp() - real) * speed FROM shifted.clock';
      DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = shifted, pg_catalog, public', current_database()); END $$`);
    return new ShiftedClock(store);
  }

  /** @param at milliseconds since 1970 @param speed seconds that pass in one */
  async set(at: number, speed = 1): Promise<void> {
    await this.store.rows('UPDATE shifted.clock SET real = pg_catalog.clock_timestamp(), shown = $1, speed = $2', [
      new Date(at),
      speed,
    ]);
  }

  async now(): Promise<number> {
    return Number(await this.store.value('SELECT extract(epoch FROM shifted.clock_timestamp()) * 1000'));
  }
}
