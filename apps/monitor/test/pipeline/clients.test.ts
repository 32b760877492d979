import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTestDatabase, type TestDatabase, waitFor } from '@log-monitor/tools';
import { KafkaTransport, levels, withContext } from '@log-monitor/winston-kafka';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import winston from 'winston';
import { errorRow, connectBrowser, needBrowser, openDashboard } from '../../../../dashboard/test/open-dashboard.js';
import { MonitorProcess } from '../parts/monitor-process.js';
import { TestTopics } from '../parts/test-topics.js';

/** What people use, as they use it: the command line and the browser, on a whole monitor that asks for a token. */
const TOKEN = 'a-token-of-more-than-16-characters';
const COMMAND = fileURLToPath(new URL('../../../cli/bin/log-monitor.mjs', import.meta.url));
const run = promisify(execFile);

let database: TestDatabase;
let topics: TestTopics;
let monitor: MonitorProcess;
let browser: Browser | undefined;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  database = await createTestDatabase();
  topics = await new TestTopics(inject('kafkaBootstrapServers')).create(3);
  monitor = await MonitorProcess.create({
    ...topics.variables,
    DATABASE_URL: database.url,
    LOG_MONITOR_AUTH: 'token',
    LOG_MONITOR_TOKEN: TOKEN,
  });
  monitor.start();
  const { PATH, HOME } = process.env;
  environment = { PATH, HOME, LOG_MONITOR_URL: monitor.url, LOG_MONITOR_TOKEN: TOKEN };
  const headers = { authorization: `Bearer ${TOKEN}` };
  await waitFor(async () => (await fetch(`${monitor.url}/health/ready`, { headers })).ok, {
    timeoutMs: 30_000,
    what: 'the monitor',
  });
  browser = await connectBrowser();
  await logBooking();
  // The monitor logs too, under its own name.
  const isStored = async (): Promise<boolean> => {
    const { stdout } = await command('stats', '--service', 'booking', '-o', 'json');
    return (JSON.parse(stdout) as { total_logs: number }).total_logs === 12;
  };
  await waitFor(isStored, { timeoutMs: 30_000, what: 'all of it to be stored' });
});

afterAll(async () => {
  await browser?.close();
  await monitor.end('SIGTERM');
  await topics.end();
  await database.drop();
});

const command = (...line: string[]) => run(process.execPath, [COMMAND, ...line], { env: environment });

const linesOf = async (...line: string[]): Promise<string[]> => (await command(...line)).stdout.trimEnd().split('\n');

function loggerOf(service: string): { logger: winston.Logger; end: () => Promise<void> } {
  const { bootstrapServers, main, errors } = topics;
  const transport = new KafkaTransport({ service, brokers: bootstrapServers, topic: main, errorTopic: errors });
  const logger = winston.createLogger({ levels, level: 'silly', transports: [transport] });
  return { logger, end: async () => void (await once(logger.end(), 'finish')) };
}

/** Ten INFO, an ERROR and one INFO more, of one process. */
async function logBooking(): Promise<void> {
  const { logger, end } = loggerOf('booking');
  for (let number = 1; number <= 10; number += 1) logger.info(`room ${number} booked`, { room: number });
  withContext({ requestId: 'req-1' }, () => logger.error('room is gone', { err: new RangeError('no room 11') }));
  logger.info('carrying on');
  await end();
}

/** A command that goes on until it is told to stop, and what it has printed so far. */
function follow(...line: string[]): { output: () => string; stop: () => Promise<number | null> } {
  const child = spawn(process.execPath, [COMMAND, ...line], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  const ended = once(child, 'exit') as Promise<[number | null]>;
  return {
    output: () => output,
    stop: async () => {
      child.kill('SIGINT');
      return (await ended)[0];
    },
  };
}

describe('the command line', () => {
  it('errors: with stack, by service and time', async () => {
    const [first, second] = await linesOf('errors', '--since', '1h', '--service', 'booking');
    expect(first).toMatch(/ERROR +booking \[req-1\] room is gone \{[0-9a-f]{16}\}$/);
    expect(second).toMatch(/^ +RangeError: no room 11$/);
    expect((await command('errors', '--service', 'nobody')).stdout).toBe('');
  });

  it('search: any level, as JSON, a record a line', async () => {
    const found = await linesOf('search', '--attribute', 'room=7', '-o', 'json');
    expect(found.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { message: 'room 7 booked', level: 'INFO', service: 'booking', attributes: { room: 7 } },
    ]);
    expect((await linesOf('search', '--service', 'booking', '--level', 'info', '--limit', '3')).at(-1)).toContain(
      'carrying on',
    );
  });

  it('stats, services, ledger: the same numbers as tables and as JSON', async () => {
    expect((await linesOf('stats', '--service', 'booking'))[0]).toBe('12 records, 1 errors (8.3 %)');
    const [services] = await linesOf('services', '--service', 'booking', '-o', 'json');
    expect(JSON.parse(services ?? '')).toMatchObject({
      services: [expect.objectContaining({ name: 'booking', total: 12, errors: 1, status: 'failing' })],
    });
    expect((await linesOf('services')).join('\n')).toMatch(/^booking +failing/m);
    const [ledger] = await linesOf('ledger', '--service', 'booking', '-o', 'json');
    expect(JSON.parse(ledger ?? '')).toMatchObject({
      instances: [{ service: 'booking', first: 1, last: 12, received: 12, missing: [], ended: true }],
    });
    expect((await linesOf('ledger')).join('\n')).toMatch(/^booking /m);
  });

  it('tail and errors --follow: what is logged from now on, until Ctrl-C', async () => {
    const tail = follow('tail', '--service', 'late', '-o', 'json');
    const errors = follow('errors', '--service', 'late', '--follow', '--since', '1h');
    const { logger, end } = loggerOf('late');
    let logged = 0;
    await waitFor(
      () => {
        logger.error(`late ${(logged += 1)}`);
        return tail.output() !== '' && errors.output() !== '';
      },
      { timeoutMs: 20_000, what: 'a record on both', intervalMs: 200 },
    );
    await end();
    await waitFor(() => [tail, errors].every(({ output }) => output().includes(`late ${logged}`)), {
      timeoutMs: 10_000,
      what: 'the last record on both',
    });
    expect(await Promise.all([tail.stop(), errors.stop()])).toEqual([0, 0]);
    const numbers = tail
      .output()
      .trimEnd()
      .split('\n')
      .map((line) => Number((JSON.parse(line) as { message: string }).message.slice(5)));
    // From where it joined up to the last one, each once.
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => logged - numbers.length + 1 + index));
    expect(errors.output()).toMatch(/ERROR +late late 1 \{[0-9a-f]{16}\}\n/);
  });

  it('says which token is missing, and ends with 1', async () => {
    const asked = run(process.execPath, [COMMAND, 'stats'], { env: { ...environment, LOG_MONITOR_TOKEN: '' } });
    const refused = (await asked.catch((error: unknown) => error)) as { code: number; stderr: string };
    expect([refused.code, refused.stderr]).toEqual([1, 'The monitor asks for a token: set LOG_MONITOR_TOKEN.\n']);
  });
});

describe('the Logs page with a token', () => {
  beforeEach(needBrowser);

  it('searches, follows and shows a record among its neighbours', async () => {
    const credentials = { httpCredentials: { username: 'anybody', password: TOKEN } };
    const { page, complaints, close } = await openDashboard(browser, `${monitor.url}/#/logs?search=room`, credentials);
    const { logger, end } = loggerOf('booking');
    try {
      await page.waitForFunction(() => document.querySelectorAll('.record-list a:not(.list-aside)').length === 11);
      await page.getByLabel('Attribute name=value').fill('room=7');
      await page.waitForFunction(() => document.querySelectorAll('.record-list a:not(.list-aside)').length === 1);
      await page.getByRole('button', { name: 'Clear filters' }).click();
      await page.getByRole('button', { name: 'Live tail' }).click();
      await page.locator('[data-tail="live"]').waitFor();
      logger.info('while you looked');
      await page.locator('.record-list').getByText('while you looked').waitFor();
      const { errors } = JSON.parse(
        `{"errors":[${(await linesOf('errors', '--service', 'booking', '-o', 'json')).join(',')}]}`,
      ) as { errors: [{ id: string }] };
      await errorRow(page, errors[0].id).click();
      const around = page.locator('.panel .context-rows');
      await around.getByText('room 10 booked').waitFor();
      await around.getByText('carrying on').waitFor();
      // The first request of a browser is answered by the question for the token; it is the only complaint.
      expect(complaints.filter((complaint) => !complaint.includes('401'))).toEqual([]);
    } finally {
      await end();
      await close();
    }
  });
});
