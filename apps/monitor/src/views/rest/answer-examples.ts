/** Examples of the API's description; the tests hold them against the schemas. */

const completeness = { completeThrough: '2026-11-21T07:00:04.000Z', lag: { records: 0, seconds: 0 } };
const ledger = { missing: 0, dropped: 0, duplicates: 0 };
const range = { from: '2026-11-20T07:00:00.000Z', to: '2026-11-21T07:01:00.000Z' };

const record = {
  v: 1,
  id: '019aa530-5c9b-7cc3-98c4-dc0c0c07398f',
  timestamp: '2026-11-21T07:00:00.123Z',
  level: 'ERROR',
  service: 'booking',
  host: 'booking-1',
  instance: '5b0f2a1e-6d6d-4c86-9d8b-2f6f3a0a1c55',
  seq: 1042,
  pid: 4711,
  version: '1.4.2',
  environment: 'production',
  logger: 'RoomStore',
  message: 'Database connection failed',
  error: {
    type: 'ConnectionError',
    message: 'connect ECONNREFUSED',
    code: 'ECONNREFUSED',
    stack: 'ConnectionError: …',
  },
  requestId: 'req-77',
  userId: 'u-9',
  attributes: { orderId: 17 },
  group: null,
};

export const errorListExample = {
  errors: [record],
  count: 1,
  nextCursor: null,
  range: { ...range, from: null },
  ledger,
  ...completeness,
};

export const statisticsExample = {
  total_logs: 1200,
  total_errors: 3,
  by_level: { DEBUG: 700, INFO: 490, WARNING: 7, ERROR: 2, CRITICAL: 1 },
  by_service: { booking: { total: 1200, errors: 3, critical: 1, error_rate: 0.0025 } },
  error_rate: 0.0025,
  ledger,
  range,
  ...completeness,
};

export const servicesExample = {
  services: [
    {
      name: 'booking',
      hosts: 1,
      instances: 2,
      last_seen: '2026-11-21T07:00:03.900Z',
      total: 1200,
      errors: 3,
      error_rate: 0.0025,
      status: 'failing',
    },
  ],
  range,
  ledger,
  ...completeness,
};

export const histogramExample = {
  buckets: [{ time: '2026-11-21T06:45:00.000Z', counts: { DEBUG: 8, INFO: 5, WARNING: 0, ERROR: 1, CRITICAL: 0 } }],
  intervalMs: 900_000,
  range,
  ledger,
  ...completeness,
};

export const recordExample = {
  ...record,
  ledger: {
    partition: 3,
    offset: 90_112,
    receivedAt: '2026-11-21T07:00:00.140Z',
    instance: { id: record.instance, seq: 1042, highest: 2048, received: 2048, ended: false },
  },
  ...completeness,
};

export const ingestExample = {
  partitions: [
    {
      topic: 'application-logs',
      partition: 3,
      nextOffset: 90_113,
      endOffset: 90_113,
      lag: 0,
      recordsPerSecond: 41.5,
      bytesPerSecond: 18_400,
      lastCommitAt: '2026-11-21T07:00:04.100Z',
      owner: 'monitor-1',
    },
  ],
  services: [{ topic: 'application-logs', service: 'booking', recordsPerSecond: 12.5, bytesPerSecond: 5_100 }],
  gaps: [],
  deadLetters: 0,
  ...completeness,
};

export const deadLetterExample = {
  deadLetters: [
    {
      id: 17,
      topic: 'application-logs',
      partition: 3,
      offset: 90_112,
      timestamp: '2026-11-21T07:00:04.000Z',
      keptAt: '2026-11-21T07:00:04.100Z',
      reason: 'not_json',
      detail: 'the value is no JSON',
      size: 24,
      complete: true,
      key: null,
      headers: {},
      value: 'GET / HTTP/1.1 200 17 ms',
      valueCut: false,
    },
  ],
  count: 1,
  nextCursor: null,
  ...completeness,
};

export const retryExample = { outcome: 'stored' };

export const searchExample = {
  records: [record],
  count: 1,
  nextCursor: null,
  searchedBackTo: null,
  range: { ...range, from: null },
  ledger,
  ...completeness,
};

export const facetExample = {
  facets: {
    service: [{ value: 'booking', count: 1200 }],
    level: [{ value: 'DEBUG', count: 700 }],
    host: [{ value: 'booking-1', count: 1200 }],
    logger: [{ value: 'RoomStore', count: 410 }],
    errorType: [{ value: 'ConnectionError', count: 2 }],
  },
  countedFrom: range.from,
  range,
  ledger,
  ...completeness,
};

export const contextExample = { record, before: [], after: [], ...completeness };

export const ledgerExample = {
  instances: [
    {
      instance: record.instance,
      service: 'booking',
      host: 'booking-1',
      first: 1,
      last: 2048,
      received: 1990,
      duplicates: 0,
      dropped: { queue_overflow: 51 },
      missing: [[1500, 1506]],
      missingCount: 7,
      pending: [],
      unknown: null,
      startedAt: '2026-11-21T05:00:00.000Z',
      lastSeen: '2026-11-21T07:00:03.900Z',
      ended: false,
    },
  ],
  nextCursor: null,
  ...completeness,
};
