import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { LogRecord } from '@log-monitor/log-record';
import { scratchFolder } from './support/child.js';
import { type Served, compile, installNewcomer, packTarball, readmeBlock, serve } from './support/newcomer.js';
import { type Ledger, createTopics, onlyLedger, readTopic } from '../../kafka-delivery/test/support/topics.js';

const bootstrap = inject('kafkaBootstrapServers');
const scratch = scratchFolder();
let tarball: string;

beforeAll(async () => {
  tarball = await packTarball(scratch.path);
});
afterAll(() => scratch.remove());

interface Newcomer {
  name: string;
  /** What the README's block follows. */
  after: string;
  language: 'js' | 'ts';
  packages: string[];
  /** Path of a resource; `0` is the one whose lookup fails. */
  path: string;
  service: string;
  ends: { code: number | null; signal: NodeJS.Signals | null };
}

const NEWCOMERS: Newcomer[] = [
  {
    name: 'Express with winston',
    after: 'Express, and any framework',
    language: 'js',
    packages: ['express@5.3.0', 'winston@3.19.0'],
    path: '/orders/',
    service: 'shop',
    ends: { code: 0, signal: null },
  },
  {
    name: 'NestJS',
    after: 'NestJS, where',
    language: 'ts',
    packages: [
      ...['common', 'core', 'platform-express'].map((part) => `@nestjs/${part}@12.5.1`),
      ...['reflect-metadata@0.2.2', 'rxjs@7.8.2', 'typescript@6.0.3', '@types/node@20.19.43'],
    ],
    path: '/rooms/',
    service: 'booking',
    ends: { code: null, signal: 'SIGTERM' },
  },
  {
    name: 'pino',
    after: '\npino:',
    language: 'js',
    packages: ['pino@10.4.0'],
    path: '/entries/',
    service: 'ledger',
    ends: { code: 0, signal: null },
  },
];

describe('a newcomer with the tarball and its README', () => {
  it.each(NEWCOMERS)('$name: every request is found by its id, also the last ones before SIGTERM', async (newcomer) => {
    const topics = await createTopics(bootstrap);
    const folder = join(scratch.path, newcomer.service);
    await installNewcomer(folder, tarball, newcomer.packages);
    writeFileSync(join(folder, `service.${newcomer.language}`), readmeBlock(newcomer.after, newcomer.language));
    if (newcomer.language === 'ts') await compile(folder, 'service.ts');
    const env = {
      KAFKA_BOOTSTRAP_SERVERS: bootstrap,
      LOG_TOPIC: topics.topic,
      ERROR_LOG_TOPIC: topics.errorTopic,
      LOG_SPOOL_DIR: join(scratch.path, 's'),
    };
    const served = await serve(folder, 'service.js', env, `${newcomer.path}1`);
    const sent = await request(served, newcomer.path);
    const end = await served.terminate();
    expect({ code: end.code, signal: end.signal, stderr: end.stderr }).toEqual({ ...newcomer.ends, stderr: '' });

    const ledger = await onlyLedger(bootstrap, topics.topic);
    expect(ledger.ended).toBe(true);
    expect(new Set(ledger.records.map(({ service }) => service))).toEqual(new Set([newcomer.service]));
    for (const id of sent) expect(recordsOf(ledger, id).map(({ level }) => level)).toContain('INFO');
    const failed = recordsOf(ledger, 'req-0').find(({ level }) => level === 'ERROR');
    expect(failed?.error?.message).toMatch(/^there is no (order|room|entry) 0$/);
    const errors = (await readTopic(bootstrap, topics.errorTopic)).map(({ value }) => JSON.parse(value) as LogRecord);
    expect(errors).toEqual([failed]);
    if (newcomer.service === 'booking') {
      expect(ledger.records.map(({ message }) => message)).toContain('Nest application successfully started');
      expect(recordsOf(ledger, 'req-7')[0]).toMatchObject({ logger: 'RoomController', attributes: { roomId: '7' } });
    }
  });
});

/** Twenty requests at once, each with an id of its own. */
async function request(served: Served, path: string): Promise<string[]> {
  const ids = Array.from({ length: 20 }, (_, index) => `req-${index}`);
  const answers = ids.map((id, index) =>
    fetch(`${served.url}${path}${index}`, { headers: { 'x-request-id': id, connection: 'close' } }),
  );
  await Promise.all((await Promise.all(answers)).map((answer) => answer.text()));
  return ids;
}

function recordsOf(ledger: Ledger, id: string): LogRecord[] {
  return ledger.records.filter(({ requestId }) => requestId === id);
}
