import { createTestDatabase, type TestDatabase, waitFor } from '@log-monitor/tools';
import { KafkaTransport, levels, withContext } from '@log-monitor/winston-kafka';
import type { Browser } from 'playwright-core';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import winston from 'winston';
import {
  errorRow,
  connectBrowser,
  needBrowser,
  openDashboard,
  waitForState,
} from '../../../../dashboard/test/open-dashboard.js';
import { MonitorProcess } from '../parts/monitor-process.js';
import { TestTopics } from '../parts/test-topics.js';

const ATTACK = '<img src=x onerror="pwned()">';
const TOKEN = 'a-token-of-more-than-16-characters';

interface Logger extends winston.Logger {
  critical: winston.LeveledLogMethod;
  warning: winston.LeveledLogMethod;
}

interface StoredRecord {
  id: string;
  level: string;
  message: string;
  instance: string;
  seq: number;
}

let database: TestDatabase;
let topics: TestTopics;
let monitor: MonitorProcess;
let browser: Browser | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  topics = await new TestTopics(inject('kafkaBootstrapServers')).create(3);
  monitor = await MonitorProcess.create({ ...topics.variables, DATABASE_URL: database.url });
  await monitor.start().ready();
  browser = await connectBrowser();
  await logSomeOfEverything();
  await caughtUp();
});

afterAll(async () => {
  await browser?.close();
  await monitor.end('SIGTERM');
  await topics.end();
  await database.drop();
});

function loggerOf(service: string, rest: object = {}): { logger: Logger; transport: KafkaTransport } {
  const transport = new KafkaTransport({
    service,
    brokers: topics.bootstrapServers,
    topic: topics.main,
    errorTopic: topics.errors,
    redact: false,
    ...rest,
  });
  return { logger: winston.createLogger({ levels, level: 'silly', transports: [transport] }) as Logger, transport };
}

/** By the transport, as services do it: nothing is written past it. */
async function logSomeOfEverything(): Promise<void> {
  const shop = loggerOf('shop', { host: 'shop-1', version: '1.4.2', environment: 'test' });
  for (let number = 1; number <= 20; number += 1) shop.logger.info(`order ${number} accepted`, { orderId: number });
  shop.logger.debug('cache is warm');
  shop.logger.warning('stock is low', { article: 'A-7' });
  withContext({ requestId: 'req-77', userId: 'u-9' }, () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    shop.logger.error('order failed', { err: new TypeError('no price', { cause }), orderId: 21 });
  });
  shop.logger.critical('out of disk');
  const hostile = loggerOf(ATTACK, { host: ATTACK, version: ATTACK, environment: ATTACK });
  withContext({ requestId: ATTACK, userId: ATTACK }, () => {
    const error = Object.assign(new Error(ATTACK, { cause: new Error(ATTACK) }), {
      name: ATTACK,
      code: ATTACK,
      [ATTACK]: ATTACK,
    });
    hostile.logger.error(ATTACK, { err: error, logger: ATTACK, [ATTACK]: { [ATTACK]: [ATTACK] } });
  });
  for (const { logger, transport } of [shop, hostile]) {
    expect(await transport.flush(10_000)).toBe(true);
    await new Promise((resolve) => logger.once('finish', resolve).end());
  }
}

async function caughtUp(): Promise<void> {
  const after = Date.now();
  const ingest = (): Promise<{ completeThrough: string; lag: { records: number | null } }> =>
    monitor.get('/api/v1/ingest');
  await waitFor(
    async () => Date.parse((await ingest()).completeThrough) > after && (await ingest()).lag.records === 0,
    { timeoutMs: 20_000, what: 'all of it to be stored' },
  );
}

const get = (path: string): request.Test => request(monitor.url).get(path);

describe('what services log', () => {
  it('is answered by errors, newest first, with everything that was said', async () => {
    const { body } = (await get('/api/v1/logs/errors?service=shop').expect(200)) as {
      body: { errors: StoredRecord[]; count: number };
    };
    expect(body).toMatchObject({
      count: 2,
      nextCursor: null,
      lag: { records: 0, seconds: 0 },
      ledger: { missing: 0, dropped: 0, duplicates: 0 },
    });
    expect(body.errors).toMatchObject([
      { level: 'CRITICAL', message: 'out of disk', service: 'shop', host: 'shop-1' },
      {
        v: 1,
        level: 'ERROR',
        message: 'order failed',
        seq: 23,
        version: '1.4.2',
        environment: 'test',
        requestId: 'req-77',
        userId: 'u-9',
        attributes: { orderId: 21 },
        error: {
          type: 'TypeError',
          message: 'no price',
          cause: { message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' },
        },
        group: { title: 'TypeError: no price' },
      },
    ]);
  });

  it.each([
    ['level=CRITICAL', 1],
    ['search=NO%20PRICE', 1],
    ['search=%25', 0],
    ['requestId=req-77', 1],
    ['userId=u-9&level=ERROR,CRITICAL', 1],
    ['to=now-1h', 0],
    ['from=now-1h&limit=1', 1],
  ])('is filtered by %s', async (query, count) => {
    const answer = await get(`/api/v1/logs/errors?service=shop&${query}`).expect(200);
    expect(answer.body as unknown).toMatchObject({ count });
  });

  it('is answered by errors of one service, page by page', async () => {
    const first = (await get('/api/v1/logs/errors/shop?limit=1').expect(200)).body as {
      errors: StoredRecord[];
      nextCursor: string;
    };
    const second = (await get(`/api/v1/logs/errors/shop?limit=1&cursor=${first.nextCursor}`).expect(200))
      .body as typeof first;
    expect([first.errors[0]?.level, second.errors[0]?.level]).toEqual(['CRITICAL', 'ERROR']);
    expect((await get('/api/v1/logs/errors/nobody').expect(200)).body).toMatchObject({
      errors: [],
      count: 0,
      nextCursor: null,
    });
    expect((await get(`/api/v1/logs/errors/${encodeURIComponent(ATTACK)}`).expect(200)).body).toMatchObject({
      count: 1,
    });
  });

  it('is counted by stats, services and histogram alike', async () => {
    const stats = (await get('/api/v1/logs/stats?service=shop').expect(200)).body as Record<string, unknown>;
    expect(stats).toMatchObject({
      total_logs: 24,
      total_errors: 2,
      by_level: { DEBUG: 1, INFO: 20, WARNING: 1, ERROR: 1, CRITICAL: 1 },
      by_service: { shop: { total: 24, errors: 2, critical: 1, error_rate: 2 / 24 } },
      error_rate: 2 / 24,
    });
    const { services } = (await get('/api/v1/logs/services').expect(200)).body as { services: { name: string }[] };
    expect(services.find(({ name }) => name === 'shop')).toMatchObject({
      total: 24,
      errors: 2,
      hosts: 1,
      instances: 1,
      status: 'failing',
    });
    const { buckets } = (await get('/api/v1/logs/histogram?by=level&service=shop').expect(200)).body as {
      buckets: { counts: Record<string, number> }[];
    };
    const sum = (level: string): number => buckets.reduce((total, { counts }) => total + (counts[level] ?? 0), 0);
    expect([sum('INFO'), sum('ERROR'), sum('CRITICAL')]).toEqual([20, 1, 1]);
  });

  it('is found record by record, whole', async () => {
    const { errors } = (await get('/api/v1/logs/errors/shop').expect(200)).body as { errors: StoredRecord[] };
    const [critical] = errors as [StoredRecord];
    expect((await get(`/api/v1/logs/records/${critical.id}`).expect(200)).body).toMatchObject({
      id: critical.id,
      seq: 24,
      instance: critical.instance,
      level: 'CRITICAL',
      group: { title: 'out of disk' },
    });
    await get('/api/v1/logs/records/0198c0de-7c1a-7cc3-98c4-dc0c0c07398f')
      .expect(404)
      .expect('content-type', /problem\+json/);
  });

  it('is accounted for by ingest', async () => {
    const { body } = (await get('/api/v1/ingest').expect(200)) as {
      body: { partitions: { topic: string; lag: number; nextOffset: number }[]; gaps: unknown[] };
    };
    expect(body.partitions).toHaveLength(6);
    expect(body.partitions.every(({ lag }) => lag === 0)).toBe(true);
    expect(body.gaps).toEqual([]);
  });

  it('is drawn by Grafana', async () => {
    await get('/api/v1/grafana').expect(200);
    await get('/api/v1/grafana/').expect(200);
    const post = (path: string, body: object): request.Test =>
      request(monitor.url).post(`/api/v1/grafana${path}`).send(body);
    expect((await post('/search', {}).expect(200)).body).toContain('error_count');
    expect(((await post('/metrics', {}).expect(200)).body as { value: string }[]).map(({ value }) => value)).toContain(
      'error_by_service',
    );
    for (const target of ['error_count', 'error_by_service', 'error_by_level']) {
      const answer = (await post('/query', { target }).expect(200)).body as unknown[];
      expect(answer.length).toBeGreaterThan(0);
      expect(answer).not.toContain(null);
    }
    expect(Array.isArray((await post('/annotations', {}).expect(200)).body)).toBe(true);
  });

  it('is described, measured and watched', async () => {
    await get('/api/docs').expect(200).expect('content-type', /html/);
    expect((await get('/api/docs-json').expect(200)).body).toMatchObject({
      openapi: expect.stringMatching(/^3\.1/) as unknown,
    });
    expect((await get('/metrics').expect(200)).text).toContain('logmonitor_ingest_stored_records_total');
    await get('/health/live').expect(200);
    await get('/health/ready').expect(200);
  });
});

describe('what nobody should ask', () => {
  it.each([
    ['limit', '0'],
    ['limit', '1e9'],
    ['limit', 'x'],
    ['from', 'yesterday'],
    ['from', 'now&to=now-1h'],
    ['nonsense', '1'],
    ['level', 'LOUD'],
    ['cursor', 'abc'],
    ['search', 'x'.repeat(10_000)],
  ])('%s of a wrong kind gets a 400 that names it', async (name, value) => {
    const answer = await get(`/api/v1/logs/errors?${name}=${value}`).expect(400);
    expect(answer.type).toBe('application/problem+json');
    const { detail, message } = answer.body as { detail: string; message: string };
    expect(detail).toBe(message);
    expect(detail).toContain(name);
  });

  it('a route that is not there gets a 404', async () => {
    await get('/api/v1/logs/nothing')
      .expect(404)
      .expect('content-type', /problem\+json/);
  });
});

describe('the dashboard', () => {
  beforeEach(needBrowser);

  it('shows an error with markup in every field as text', async () => {
    const { errors } = (await get(`/api/v1/logs/errors/${encodeURIComponent(ATTACK)}`)).body as {
      errors: [StoredRecord];
    };
    const dashboard = await openDashboard(browser, monitor.url);
    try {
      await waitForState(dashboard.page, 'live');
      await errorRow(dashboard.page, errors[0].id).click();
      const panel = dashboard.page.locator('.panel');
      await panel.getByText('onerror').first().waitFor();
      await expect.poll(async () => (await panel.innerText()).split(ATTACK).length - 1).toBeGreaterThanOrEqual(10);
      expect(await dashboard.page.locator('img, [onerror]').count()).toBe(0);
      expect(await dashboard.wasAttacked()).toBe(false);
      expect(dashboard.complaints).toEqual([]);
    } finally {
      await dashboard.close();
    }
  });

  it('shows an error soon after it is logged, without a touch', async () => {
    const dashboard = await openDashboard(browser, monitor.url);
    const { logger, transport } = loggerOf('late');
    try {
      await waitForState(dashboard.page, 'live');
      logger.error('came while you looked');
      expect(await transport.flush(10_000)).toBe(true);
      await dashboard.page.getByText('came while you looked').first().waitFor({ timeout: 10_000 });
    } finally {
      await transport.shutdown(5000);
      await dashboard.close();
    }
  });
});

describe('a token', () => {
  it('guards every answer, the dashboard included', async () => {
    const guarded = await MonitorProcess.create({
      ...topics.variables,
      DATABASE_URL: database.url,
      LOG_MONITOR_AUTH: 'token',
      LOG_MONITOR_TOKEN: TOKEN,
    });
    try {
      guarded.start();
      await waitFor(async () => (await fetch(`${guarded.url}/health/live`)).ok, {
        timeoutMs: 30_000,
        what: 'the guarded monitor',
      });
      for (const path of [
        '/',
        '/api/v1/logs/errors',
        '/api/v1/logs/stats',
        '/api/v1/ingest',
        '/metrics',
        '/api/docs',
        '/api/v1/grafana',
      ]) {
        const refused = await request(guarded.url).get(path).expect(401);
        expect(refused.headers['www-authenticate']).toContain('Basic');
        expect(refused.text).not.toContain(TOKEN);
        await request(guarded.url).get(path).set('authorization', `Bearer ${TOKEN}`).expect(200);
      }
      await request(guarded.url).get('/').auth('anybody', TOKEN).expect(200);
      await request(guarded.url).get('/').auth('anybody', 'wrong').expect(401);
      expect(guarded.output).not.toContain(TOKEN);
    } finally {
      await guarded.end('SIGTERM');
    }
  });
});
