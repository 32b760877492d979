import { type LogRecord, type RecordError } from '@log-monitor/log-record';
import { uniqueName } from '@log-monitor/tools';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { FAILURES, type CataloguedFailure } from '../src/failures/catalogue.js';
import { SERVICE_NAMES, type ServiceUrls } from '../src/service-name.js';
import { seededRandom } from '../src/traffic/random.js';
import { JOURNEYS } from '../src/traffic/journey.js';
import { type ServiceRequest } from '../src/traffic/service-request.js';
import { DemoProcess } from './demo-process.js';
import { TopicReader } from './topic-reader.js';

const reader = new TopicReader(inject('kafkaBootstrapServers'), uniqueName('demo-failures'));
let demo: DemoProcess;
let urls: ServiceUrls;

beforeAll(async () => {
  await reader.start();
  demo = new DemoProcess({
    KAFKA_BOOTSTRAP_SERVERS: inject('kafkaBootstrapServers'),
    LOG_TOPIC: reader.topic,
    ERROR_LOG_TOPIC: reader.errorTopic,
    DEMO_RATE: '0',
  });
  urls = await demo.urls();
});

afterAll(async () => {
  await demo.stop();
  await reader.stop();
});

describe('the catalogue', () => {
  it('holds at least 25 failures of ERROR or CRITICAL, in every service, some of them CRITICAL', () => {
    const loud = FAILURES.filter(({ level }) => level !== 'WARNING');
    expect(loud.length).toBeGreaterThanOrEqual(25);
    expect(new Set(FAILURES.map(({ name }) => name)).size).toBe(FAILURES.length);
    for (const service of SERVICE_NAMES) {
      const own = loud.filter((failure) => failure.service === service);
      expect(own.length).toBeGreaterThanOrEqual(5);
      expect(own.some(({ level }) => level === 'CRITICAL')).toBe(true);
    }
  });

  it.each(FAILURES)('$name: $does', async (failure) => {
    const requestId = `req-${failure.name}`;
    const status = await send(failure.request(seededRandom(1), 'u-123'), {
      'x-request-id': requestId,
      'x-user-id': 'u-123',
      ...(failure.outage && { 'x-demo-outage': failure.outage }),
    });
    expect(status).toBe(failure.status);

    await reader.until(`the record of ${failure.name}`, () => matching(failure, requestId) !== undefined);
    const record = matching(failure, requestId);
    expect(record).toMatchObject({ level: failure.level, userId: 'u-123' });
    expect(record?.message).not.toBe('');
    expect(record?.error?.message).not.toBe('');
    expect(record?.error?.stack).toContain('at ');
    if (failure.code !== undefined) expect(codesOf(record?.error)).toContain(failure.code);
  });
});

describe('a healthy request', () => {
  it.each(JOURNEYS)('$name succeeds and logs nothing above WARNING', async (journey) => {
    const requestId = `req-healthy-${journey.name}`;
    const request = journey.request(seededRandom(5), 'u-234');
    const status = await send(request, { 'x-request-id': requestId, 'x-user-id': 'u-234' });
    expect(status).toBeLessThan(300);
    const ofRequest = (): LogRecord[] => reader.records.filter((record) => record.requestId === requestId);
    await reader.until(`the http line of ${journey.name}`, () =>
      ofRequest().some(({ logger, service }) => logger === 'http' && service === request.service),
    );
    expect(ofRequest().filter(({ level }) => level === 'ERROR' || level === 'CRITICAL')).toEqual([]);
  });

  it('keeps its id and its user through all three services', async () => {
    const requestId = 'req-through-all';
    const booking = JOURNEYS.find(({ name }) => name === 'book-a-seat')?.request(seededRandom(9), 'u-345');
    if (booking === undefined) throw new Error('The journey is gone');
    await send(booking, { 'x-request-id': requestId, 'x-user-id': 'u-345' });
    const services = (): Set<string> =>
      new Set(
        reader.records
          .filter((record) => record.requestId === requestId && record.userId === 'u-345')
          .map(({ service }) => service),
      );
    await reader.until('records of all three services', () => services().size === 3);
  });
});

describe('a failure that travels', () => {
  it('is told by both services under one request id', () => {
    const told = reader.records.filter(
      ({ requestId, level }) => requestId === 'req-traveller-lookup-failed' && level === 'ERROR',
    );
    expect(new Set(told.map(({ service }) => service))).toEqual(new Set(['usermanagement', 'booking']));
  });

  it('lists each mail server’s own error in an aggregate', () => {
    const record = reader.records.find(({ requestId }) => requestId === 'req-all-mail-servers-down');
    const critical = reader.records.find(
      ({ requestId, level }) => requestId === 'req-all-mail-servers-down' && level === 'CRITICAL',
    );
    expect(record).toBeDefined();
    expect(critical?.error?.errors).toHaveLength(3);
  });
});

async function send(request: ServiceRequest, headers: Record<string, string>): Promise<number> {
  const response = await fetch(urls[request.service] + request.path, {
    method: request.method,
    headers: {
      ...request.headers,
      ...headers,
      ...(request.body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(request.body !== undefined && {
      body: typeof request.body === 'string' ? request.body : JSON.stringify(request.body),
    }),
  });
  await response.arrayBuffer();
  return response.status;
}

function matching(failure: CataloguedFailure, requestId: string): LogRecord | undefined {
  return reader.records.find(
    (record) =>
      record.requestId === requestId &&
      record.service === failure.service &&
      record.logger === failure.logger &&
      record.error?.type === failure.errorType,
  );
}

/** The codes of an error and of all that caused it. */
function codesOf(error: RecordError | undefined): (string | undefined)[] {
  return error === undefined ? [] : [error.code ?? String(error.type), ...codesOf(error.cause)];
}
