import { AccessLogSource } from '@log-monitor/access-log';
import type { AccessErrorRecord, MessageClass } from '@log-monitor/access-record';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR_CAUSES, type ErrorCause, LEVEL_OF, type WebError } from '../src/event/web-error.js';
import { ERROR_FORMATS, errorFormat } from '../src/format/format-catalogue.js';
import { LineClock } from '../src/format/line-clock.js';
import { anyRequest } from './support/any-request.js';

/** What a monitor makes of each cause. */
const CLASS_OF: Readonly<Record<ErrorCause, MessageClass>> = {
  connection_refused: 'connection_failed',
  upstream_timeout: 'timeout',
  upstream_closed: 'connection_reset',
  no_live_upstreams: 'upstream_unavailable',
  file_not_found: 'not_found',
  access_denied: 'forbidden',
  rate_limited: 'limited',
  body_too_large: 'too_large',
  client_closed: 'connection_reset',
  password_mismatch: 'authentication',
  tls_handshake: 'tls',
};

/** An error log quotes what clients send as it is; only text without quotes, commas and brackets can be told from the log's own words. */
const text = fc.stringMatching(/^[a-zA-Z0-9_.~/!$&*+=%-]{0,30}$/);

const anyError: fc.Arbitrary<WebError> = fc
  .record({
    request: anyRequest(text),
    cause: fc.constantFrom(...ERROR_CAUSES),
    clientPort: fc.integer({ min: 1, max: 65_535 }),
    pid: fc.integer({ min: 1, max: 4_000_000 }),
    threadId: fc.integer({ min: 1, max: 2 ** 47 }),
    connection: fc.integer({ min: 1, max: 1e9 }),
  })
  .map((error) => ({ ...error, time: error.request.time, level: LEVEL_OF[error.cause] }));

function readBack(format: string, line: string): AccessErrorRecord {
  const [read] = new AccessLogSource({ format }).read(line);
  if (read?.line.kind !== 'error') throw new Error(`no error but ${JSON.stringify(read)}: ${line}`);
  return read.line;
}

const clock = new LineClock();

describe('every format of an error log', () => {
  it.each(ERROR_FORMATS.map(({ name }) => name))(
    '%s is read with the time, the level and the client that were meant',
    (name) => {
      fc.assert(
        fc.property(anyError, (error) => {
          const line = errorFormat(name)?.write(error, clock) ?? '';
          const read = readBack(name, line);
          const fraction = name === 'apache-error' ? error.time : Math.floor(error.time / 1000) * 1000;
          expect(read.timestamp, line).toBe(fraction);
          expect(read.clientAddress, line).toBe(error.request.client);
          expect(read.processPid).toBe(error.pid);
          if (name !== 'visor-error') expect(read.levelOriginal).toBe(error.level);
        }),
      );
    },
  );

  it('nginx’s names the request, the upstream, the host and the referrer', () => {
    fc.assert(
      fc.property(anyError, (error) => {
        const { request, cause } = error;
        const line = errorFormat('nginx-error')?.write(error, clock) ?? '';
        const read = readBack('nginx-error', line);
        expect(read.connectionId).toBe(error.connection);
        if (cause === 'tls_handshake') return;
        expect(read, line).toMatchObject({
          httpRequestMethod: request.method,
          urlPath: request.path,
          urlQuery: request.query,
          serverAddress: request.host,
          httpRequestReferrer: request.referrer,
        });
      }),
    );
  });

  it('Apache’s has module, number, port and thread', () => {
    fc.assert(
      fc.property(anyError, (error) => {
        const line = errorFormat('apache-error')?.write(error, clock) ?? '';
        expect(readBack('apache-error', line), line).toMatchObject({
          clientPort: error.clientPort,
          threadId: String(error.threadId),
          code: expect.stringMatching(/^AH\d{5}$/) as string,
          module: expect.stringMatching(/^[a-z_0-9]+$/) as string,
          httpRequestReferrer: error.request.referrer,
        });
      }),
    );
  });

  it.each(ERROR_CAUSES)('%s is of one class, whoever writes it', (cause) => {
    const [error] = fc.sample(anyError, { numRuns: 1, seed: 5 }) as [WebError];
    // Nothing that the client wrote may decide.
    const plain: WebError = {
      ...error,
      cause,
      request: {
        ...error.request,
        path: '/orders',
        referrer: undefined,
        upstreams: [{ address: '10.20.0.1:8080', status: 502, durationMs: 1, bytes: 0 }],
      },
    };
    for (const format of ERROR_FORMATS)
      expect(readBack(format.name, format.write(plain, clock)).messageClass, format.name).toBe(CLASS_OF[cause]);
  });

  it('nginx’s is cut where nginx cuts it', () => {
    const [error] = fc.sample(anyError, { numRuns: 1, seed: 5 }) as [WebError];
    const request = { ...error.request, path: `/${'漢'.repeat(2_000)}`, query: undefined };
    const line = errorFormat('nginx-error')?.write({ ...error, cause: 'file_not_found', request }, clock) ?? '';
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(2_049);
    expect(readBack('nginx-error', line).flags).toContain('cut');
  });
});
