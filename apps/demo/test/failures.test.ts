import type { LogRecord, RecordError } from '@log-monitor/log-record';
import { uniqueName } from '@log-monitor/tools';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { FAILURE_NAMES, FAILURES, type FailureName } from '../src/failures/catalogue.js';
import type { ServiceRequest } from '../src/journey/failure.js';
import { SERVICE_NAMES, type ServiceUrls } from '../src/service/service-name.js';
import { JOURNEYS } from '../src/journey/journey.js';
import { seededRandom } from '../src/journey/random.js';
import { DemoProcess } from './demo-process.js';
import { TRACES } from './failure-traces.js';
import { TopicReader } from './topic-reader.js';

const reader = new TopicReader(inject('kafkaBootstrapServers'), uniqueName('demo-failures'));
const random = seededRandom(1);
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

const serviceOf = (name: FailureName) => FAILURES[name].request(random, 'u-123').service;

describe('the catalogue', () => {
  it('holds 60 failures, most of them ERROR or CRITICAL, in every service, some of them CRITICAL', () => {
    expect(FAILURE_NAMES.length).toBeGreaterThanOrEqual(60);
    const loud = FAILURE_NAMES.filter((name) => TRACES[name][0] !== 'WARNING');
    expect(loud.length).toBeGreaterThanOrEqual(50);
    for (const service of SERVICE_NAMES) {
      const own = loud.filter((name) => serviceOf(name) === service);
      expect(own.length).toBeGreaterThanOrEqual(5);
      expect(own.some((name) => TRACES[name][0] === 'CRITICAL')).toBe(true);
    }
  });

  it.each(FAILURE_NAMES)('%s leaves its trace', async (name) => {
    const [level, logger, errorType, status, code] = TRACES[name];
    const requestId = `req-${name}`;
    const { request, outage } = FAILURES[name];
    const headers = { 'x-request-id': requestId, 'x-user-id': 'u-123', ...(outage && { 'x-demo-outage': outage }) };
    expect(await send(request(random, 'u-123'), headers)).toBe(status);
    const find = (): LogRecord | undefined =>
      reader.records.find(
        (each) =>
          each.requestId === requestId &&
          each.service === serviceOf(name) &&
          each.logger === logger &&
          each.error?.type === errorType,
      );
    await reader.until(`the record of ${name}`, () => find() !== undefined);
    const record = find();
    expect(record).toMatchObject({ level, userId: 'u-123' });
    expect(record?.message).not.toBe('');
    expect(record?.error?.message).not.toBe('');
    expect(record?.error?.stack).toContain('at ');
    if (code !== undefined) expect(codesOf(record?.error)).toContain(code);
  });
});

describe('a healthy request', () => {
  it.each(Object.keys(JOURNEYS))('%s succeeds and logs nothing above WARNING', async (name) => {
    const requestId = `req-healthy-${name}`;
    const request = journey(name, 'u-234');
    const status = await send(request, { 'x-request-id': requestId, 'x-user-id': 'u-234' });
    expect(status).toBeLessThan(300);
    const ofRequest = (): LogRecord[] => reader.records.filter((record) => record.requestId === requestId);
    await reader.until(`the http line of ${name}`, () =>
      ofRequest().some(({ logger, service }) => logger === 'http' && service === request.service),
    );
    expect(ofRequest().filter(({ level }) => level === 'ERROR' || level === 'CRITICAL')).toEqual([]);
  });

  it('keeps its id and its user through all three services', async () => {
    const requestId = 'req-through-all';
    await send(journey('book-a-seat', 'u-345'), { 'x-request-id': requestId, 'x-user-id': 'u-345' });
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
    const critical = reader.records.find(
      ({ requestId, level }) => requestId === 'req-all-mail-servers-down' && level === 'CRITICAL',
    );
    expect(critical?.error?.errors).toHaveLength(3);
  });
});

function journey(name: string, userId: string): ServiceRequest {
  const [, request] = JOURNEYS[name] ?? [];
  if (request === undefined) throw new Error(`There is no journey ${name}`);
  return request(random, userId);
}

async function send(request: ServiceRequest, headers: Record<string, string>): Promise<number> {
  const body = typeof request.body === 'string' ? request.body : JSON.stringify(request.body);
  const response = await fetch(urls[request.service] + request.path, {
    method: request.method,
    headers: { ...request.headers, ...headers, 'content-type': 'application/json' },
    ...(body !== undefined && { body }),
  });
  await response.arrayBuffer();
  return response.status;
}

/** The codes of an error and of all that caused it. */
function codesOf(error: RecordError | undefined): (string | undefined)[] {
  return error === undefined ? [] : [error.code ?? String(error.type), ...codesOf(error.cause)];
}
