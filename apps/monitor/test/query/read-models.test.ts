import { readdirSync } from 'node:fs';
import path from 'node:path';
import { createTestDatabase, type TestDatabase } from '@log-monitor/tools';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QueryPool } from '../../src/query/database/query-pool.js';
import type { Statement } from '../../src/query/database/statement.js';
import {
  ERROR_PAGE_COLUMNS,
  LOG_PAGE_COLUMNS,
  RECORD_COLUMNS,
  RECORD_JOINS,
} from '../../src/query/records/stored-record.js';
import { seedDatabase } from '../parts/seeded-database.js';
import { configurationOf } from './fixture/store-fixture.js';
import { EXAMPLES, type StoredExample } from './fixture/statement-examples.js';

/**
 * Every SQL text by which the store is asked is a committed file, read by whoever reviews a change of it:
 * `npx vitest run apps/monitor/test/query/read-models.test.ts -u` writes them again.
 */
const TEXTS = path.join(import.meta.dirname, 'sql');
const SOURCES = path.join(import.meta.dirname, '../../src/query');
/** The columns of a record stand once, in stored-record.ts, and by their names in the texts. */
const COLUMNS = Object.entries({ ERROR_PAGE_COLUMNS, LOG_PAGE_COLUMNS, RECORD_COLUMNS, RECORD_JOINS });
/** Large enough that no day is empty. */
const RECORDS = 20_000;

const statements = await statementsOf(SOURCES);
let database: TestDatabase;
let pool: QueryPool;
let client: pg.Client;
let stored: StoredExample;

beforeAll(async () => {
  database = await createTestDatabase();
  await seedDatabase(database.url, RECORDS);
  pool = new QueryPool(configurationOf(database.url));
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  // Days of a few hundred rows are read whole by choice; those of millions must not be: only what has no index is left to show.
  await client.query('SET enable_seqscan = off; SET random_page_cost = 1.1; SET jit = off');
  stored = await findExample(client);
});
afterAll(async () => {
  await client.end();
  await pool.onApplicationShutdown();
  await database.drop();
});

it('has a committed text for each statement, and no other', () => {
  expect(readdirSync(TEXTS).sort()).toEqual(statements.map(({ name }) => `${name}.sql`).sort());
  expect(Object.keys(EXAMPLES).sort()).toEqual(statements.map(({ name }) => name).sort());
});

describe.each(statements)('$name', (statement) => {
  const { name, text } = statement;
  const example = EXAMPLES[name];
  if (!example) throw new Error(`${name} has no example in statement-examples.ts`);

  it('is the reviewed text', async () => {
    const shown = COLUMNS.reduce((left, [of, columns]) => left.replaceAll(columns, `<${of}>`), text.trim());
    await expect(`${shown};\n`).toMatchFileSnapshot(path.join(TEXTS, `${name}.sql`));
  });

  it('runs, and reads records by the index that is meant for it', async () => {
    const values = example.values(stored);
    await pool.snapshot((snapshot) => snapshot.rows(statement, values));
    const plan = await planOf(statement, values);
    expect(plan.readWhole.filter((table) => /^(log|error)_record/.test(table))).toEqual([]);
    expect(plan.indexes).toEqual(expect.arrayContaining([...(example.uses ?? [])]));
  });
});

it('finds the places of a request by their index, in every day', async () => {
  const statement = statements.find(({ name }) => name === 'request-places') as Statement;
  const lastDays = [new Date(stored.time.getTime() - 3 * 86_400_000), stored.time];
  const { indexes, readWhole } = await planOf(statement, [stored.requestId, ...lastDays, null, stored.time, 1001]);
  expect(new Set(indexes)).toEqual(new Set(['log_request_hashes']));
  expect(readWhole).toEqual([]);
});

/** All statements that the modules below a folder export, also inside of lists and objects. */
async function statementsOf(folder: string): Promise<Statement[]> {
  const found = new Map<string, Statement>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isStatement(value)) found.set(value.name, value);
    else for (const member of Object.values(value)) visit(member);
  };
  const modules = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  for (const file of modules) visit({ ...((await import(path.join(folder, file))) as object) });
  return [...found.values()];
}

function isStatement(value: object): value is Statement {
  return 'name' in value && 'text' in value && typeof value.text === 'string';
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: PlanNode[];
}

/** The tables that a plan reads from end to end, and the indexes that it reads, of partitions under the name of the whole table's. */
async function planOf(
  { text, plan }: Statement,
  values: unknown[],
): Promise<{ readWhole: string[]; indexes: string[] }> {
  // What is planned once is planned without its values.
  const [options, given] = plan === 'once' ? ['GENERIC_PLAN, ', []] : ['', values];
  const { rows } = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
    `EXPLAIN (${options}FORMAT JSON) ${text}`,
    given,
  );
  const nodes: PlanNode[] = [];
  const visit = (node: PlanNode): void => {
    nodes.push(node);
    node.Plans?.forEach(visit);
  };
  for (const { Plan } of rows[0]?.['QUERY PLAN'] ?? []) visit(Plan);
  const names = nodes.flatMap((node) => node['Index Name'] ?? []);
  const whole = await client.query<{ name: string }>(
    `SELECT DISTINCT coalesce(parent.relname, c.relname) AS name
       FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_class parent ON parent.oid = i.inhparent
      WHERE c.relname = ANY($1)`,
    [names],
  );
  return {
    readWhole: nodes.filter((node) => node['Node Type'] === 'Seq Scan').flatMap((node) => node['Relation Name'] ?? []),
    indexes: whole.rows.map(({ name }) => name),
  };
}

async function findExample(reader: pg.Client): Promise<StoredExample> {
  const { rows } = await reader.query<StoredExample>(
    `SELECT id, time, service_id AS "serviceId", source_id AS "sourceId", request_id AS "requestId", kafka_partition AS partition,
            kafka_offset::int AS "offset", fingerprint::text AS problem
       FROM error_record ORDER BY time DESC OFFSET 200 LIMIT 1`,
  );
  return rows[0] as StoredExample;
}
