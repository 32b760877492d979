import { createTestDatabase } from '@log-monitor/tools';
import pg from 'pg';
import { expect, inject, it } from 'vitest';

it('gives every test file a broker address and a database of its own', async () => {
  expect(inject('kafkaBootstrapServers')).toMatch(/^127\.0\.0\.1:\d+$/);
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
  expect(rows).toEqual([{ name: database.name }]);
  await client.end();
  await database.drop();
});
