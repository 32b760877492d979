import { randomUUID } from 'node:crypto';
import type { AccessErrorRecord, AccessRecord, ParsedLine } from '@log-monitor/access-record';
import { ACCESS_KIND, type AccessBatch, type AccessLine, type AccessOrigin } from '../../src/batch/access-batch.js';
import type { Batch } from '../../src/batch/batch.js';

const NOTHING_SAID: AccessRecord = {
  kind: 'access', timestamp: undefined, clientAddress: undefined, networkPeerAddress: undefined, forwardedFor: undefined,
  userName: undefined, httpRequestMethod: 'GET', httpRequestMethodOriginal: undefined, urlOriginal: undefined,
  urlScheme: undefined, urlPath: '/', urlQuery: undefined, httpRoute: undefined, networkProtocolVersion: undefined,
  requestOriginal: undefined, httpResponseStatusCode: 200, rpcGrpcStatusCode: undefined, httpResponseBodySize: undefined,
  httpResponseSize: undefined, httpRequestSize: undefined, durationMs: undefined, latency: 'missing',
  upstreamDurationMs: undefined, upstreamStatusCode: undefined, upstreams: undefined, httpRequestReferrer: undefined,
  userAgentOriginal: undefined, userAgentName: undefined, userAgentOsName: undefined, userAgentSyntheticType: undefined,
  serverAddress: undefined, serverPort: undefined, project: 'unknown', requestId: undefined, traceId: undefined,
  spanId: undefined, healthCheck: false, attributes: undefined, flags: undefined,
}; // prettier-ignore

/** A request of which only these members are said. */
export function request(members: Partial<AccessRecord> = {}): AccessRecord {
  const timed = members.durationMs === undefined ? {} : { latency: 'measured' as const };
  return { ...NOTHING_SAID, ...timed, ...members };
}

export function errorLine(members: Partial<AccessErrorRecord> = {}): AccessErrorRecord {
  return {
    kind: 'error', timestamp: undefined, level: 'ERROR', levelOriginal: 'error', message: 'connect() failed',
    messageClass: 'connection_failed', errno: undefined, code: undefined, module: undefined, processPid: undefined,
    threadId: undefined, connectionId: undefined, clientAddress: undefined, clientPort: undefined, serverAddress: undefined,
    httpRequestMethod: undefined, urlOriginal: undefined, urlPath: undefined, urlQuery: undefined, subrequest: undefined,
    upstream: undefined, host: undefined, httpRequestReferrer: undefined, project: 'unknown', flags: undefined, ...members,
  }; // prettier-ignore
}

/** A source as the store sees it: what it sends comes out as lines of batches. */
export class FakeWebServer {
  readonly origin: AccessOrigin;
  readonly instance: string | null;
  #seq = 0;

  constructor(name: string, { ledger = true, topic = 'web-logs' } = {}) {
    this.origin = { source: name, server: 'web-1', cluster: null, topic, format: null };
    this.instance = ledger ? randomUUID() : null;
  }

  /** @param time milliseconds since 1970 */
  line(time: number, line: ParsedLine, raw = 'as it came'): Omit<AccessLine, 'offset'> {
    const { origin, instance } = this;
    const seq = instance === null ? 0 : ++this.#seq;
    return { element: 0, kafkaTime: time, origin, instance, seq, earlierSeqs: [], time, line, raw };
  }
}

/** Makes batches of one partition, one after the other. */
export class AccessPartition {
  #offset = 0;

  constructor(readonly partition = 0) {}

  batch(lines: readonly Omit<AccessLine, 'offset'>[]): Batch<AccessBatch> {
    const from = this.#offset;
    const placed = lines.map((line, at) => ({ ...line, offset: from + at }));
    this.#offset += lines.length;
    const last = placed.at(-1);
    return {
      topic: 'web-logs',
      partition: this.partition,
      kind: ACCESS_KIND,
      lane: 'main',
      expectedOffset: from,
      nextOffset: this.#offset,
      endOffset: this.#offset,
      bytes: 100 * lines.length,
      records: lines.length,
      last: last === undefined ? undefined : { id: '', kafkaTime: last.kafkaTime },
      earliestTime: Math.min(...lines.map(({ time }) => time)),
      services: new Map(),
      deadLetters: [],
      news: [],
      payload: accessBatch(placed),
    };
  }
}

function accessBatch(lines: readonly AccessLine[]): AccessBatch & { lines: readonly AccessLine[] } {
  const firstLines = new Map<string, AccessLine>();
  for (const line of lines)
    if (line.instance !== null && line.seq > 0 && !firstLines.has(line.instance)) firstLines.set(line.instance, line);
  return { lines, firstLines, origins: new Set(lines.map(({ origin }) => origin)) };
}
