import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { type LogRecord, timeOfRecordId } from '@log-monitor/log-record';
import { scratchFolder } from '../support/child.js';
import { createTopics, readTopic } from '../../../kafka-delivery/test/support/topics.js';

const bootstrap = inject('kafkaBootstrapServers');
const scratch = scratchFolder();
afterAll(() => scratch.remove());

describe('pino', () => {
  it('its lines arrive as records, all of them, when the process ends by itself', async () => {
    const topics = await createTopics(bootstrap);
    const options = JSON.stringify({ brokers: bootstrap, spool: { dir: scratch.path }, ...topics });
    const fixture = fileURLToPath(new URL('../fixtures/pino-service.mjs', import.meta.url));
    const child = spawn(process.execPath, [fixture], { env: { ...process.env, OPTIONS: options }, stdio: 'inherit' });
    expect(await once(child, 'close')).toEqual([0, null]);
    const arrived = await readTopic(bootstrap, topics.topic);
    const records = arrived
      .filter(({ headers }) => headers['end'] === undefined)
      .map(({ value }) => JSON.parse(value) as LogRecord);
    expect(records.map(({ level, message }) => [level, message])).toEqual([
      ['DEBUG', 't'],
      ['INFO', 'hello'],
      ['WARNING', 'careful'],
      ['ERROR', 'typed'],
      ['CRITICAL', 'Out of disk'],
    ]);
    expect(records[1]).toMatchObject({ requestId: 'r-1', attributes: { orderId: 7 } });
    expect(records[2]).toMatchObject({ logger: 'Users' });
    expect(records[3]).toMatchObject({
      error: { type: 'TypeError', message: expect.stringContaining('typed') as string },
    });
    for (const { id, timestamp } of records) expect(timeOfRecordId(id)).toBe(Date.parse(timestamp));
    expect(arrived.at(-1)?.headers['end']).toBe('true');
    expect(await readTopic(bootstrap, topics.errorTopic)).toHaveLength(2);
  });
});
