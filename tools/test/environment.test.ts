import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readEnvironment } from '../src/stack/environment.js';
import { monitorUrl } from '../src/stack/monitor-health.js';
import { scratchDirs } from './fixtures/scratch-dir.js';

const scratchDir = scratchDirs();

it('has the documented defaults', async () => {
  const root = await scratchDir();
  expect(readEnvironment(root, {})).toEqual({
    kafkaPort: undefined,
    postgresPort: undefined,
    dataDir: path.join(root, '.data'),
    externalKafka: undefined,
    externalDatabase: undefined,
    server: { host: '127.0.0.1', port: 5004 },
    token: undefined,
    demo: true,
    variables: {},
  });
});

it('reads .env below the variables that are set, and takes an empty one for unset', async () => {
  const root = await scratchDir();
  await writeFile(
    path.join(root, '.env'),
    'LOG_MONITOR_SERVER_PORT=5005\nLOCAL_KAFKA_PORT=9192\nDATABASE_URL=\nSMTP_URL=smtp://x\n',
  );
  const environment = readEnvironment(root, {
    LOG_MONITOR_SERVER_PORT: '5006',
    KAFKA_BOOTSTRAP_SERVERS: '',
    NO_DEMO: '1',
  });
  expect(environment).toMatchObject({
    server: { port: 5006 },
    kafkaPort: 9192,
    externalKafka: undefined,
    externalDatabase: undefined,
    demo: false,
    variables: { SMTP_URL: 'smtp://x', LOG_MONITOR_SERVER_PORT: '5006' },
  });
});

it('reads secrets from files, and names the variable of a file that cannot be read', async () => {
  const root = await scratchDir();
  const file = path.join(root, 'secret');
  await writeFile(file, 'postgres://u:p@db/x\n');
  expect(readEnvironment(root, { DATABASE_URL_FILE: file }).externalDatabase).toBe('postgres://u:p@db/x');
  expect(() => readEnvironment(root, { LOG_MONITOR_TOKEN_FILE: path.join(root, 'absent') })).toThrow(
    /LOG_MONITOR_TOKEN_FILE names/,
  );
});

it.each(['0', '65536', '-1', '9092x', '1e3', ' 9092'])(
  'refuses the port "%s" by the name of its variable',
  async (value) => {
    const root = await scratchDir();
    expect(() => readEnvironment(root, { LOCAL_POSTGRES_PORT: value })).toThrow(
      /^LOCAL_POSTGRES_PORT must be a port number/,
    );
  },
);

it.each([
  ['127.0.0.1', 'http://localhost:5004'],
  ['0.0.0.0', 'http://localhost:5004'],
  ['::', 'http://localhost:5004'],
  ['::1', 'http://[::1]:5004'],
  ['10.0.0.7', 'http://10.0.0.7:5004'],
])('asks a monitor that listens on %s at %s', (host, url) => {
  expect(monitorUrl({ server: { host, port: 5004 } })).toBe(url);
});
