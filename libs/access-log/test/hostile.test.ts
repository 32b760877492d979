import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccessLogSource, type FormatChoice, formatNames } from '@log-monitor/access-log';

const TIME = '10/Dec/2025:10:23:10 +0000';

/** Formats, each with a line that is cut open at `^`, where the hostile text goes. */
const OPEN_LINES: [FormatChoice, string][] = [
  ['combined', `1.2.3.4 - ^ [${TIME}] "GET / HTTP/1.1" 200 5 "-" "x"`],
  ['combined', `1.2.3.4 - - [^] "GET / HTTP/1.1" 200 5 "-" "x"`],
  ['combined', `1.2.3.4 - - [${TIME}] "GET /^ HTTP/1.1" 200 5 "-" "x"`],
  ['combined', `1.2.3.4 - - [${TIME}] "GET / HTTP/1.1" 200 5 "^" "x"`],
  ['combined', `1.2.3.4 - - [${TIME}] "GET / HTTP/1.1" 200 5 "-" "^`],
  ['main', `10.0.0.1 - - [${TIME}] "GET / HTTP/1.1" 200 5 "-" "x" "^"`],
  ['vhost_combined', `^ 1.2.3.4 - - [${TIME}] "GET / HTTP/1.1" 200 5 "-" "x"`],
  ['ingress', `1.2.3.4 - - [${TIME}] "GET / HTTP/1.1" 200 5 "-" "x" 1 0.1 [a] [] ^ 1 0.1 200 id`],
  ['traefik', `1.2.3.4 - - [${TIME}] "GET / HTTP/1.1" 200 5 "-" "x" 1 "^" "http://a" 1ms`],
  ['kong', `1.2.3.4 [${TIME}] "GET / HTTP/1.1" 200 0.1 ^ "h" "x"`],
  ['kong', `1.2.3.4 [${TIME}] "GET / HTTP/1.1" 200 0.1 0.1 "^" "x"`],
  ['envoy', `[2025-12-10T10:23:10Z] "GET /^ HTTP/1.1" 200 - 0 0 1 1 "-" "x" "-" "h" "u"`],
  ['json', '{"remote_addr":"1.2.3.4","status":200,"request":"^"}'],
  ['json', '{"remote_addr":"1.2.3.4","status":200,"a":^,"b":1}'],
  ['kong-json', '{"request":{"uri":"^"},"response":{"status":200},"latencies":{}}'],
  ['apisix-origin', 'GET / HTTP/1.1\nhost: ^\n\n'],
  ['w3c', '2025-12-10 01:23:10 10.0.0.1 GET /^ - 443 - 1.2.3.4 x - 200 0 0 1'],
  ['CLOUDFRONT', '2025-12-10\t01:23:10\tX\t1\t1.2.3.4\tGET\th\t/^\t200\t-\tx\t-\t-\t-'],
  ['nginx-error', `2025/12/10 10:23:10 [error] 1#1: *1 open() "/^" failed (2: x), client: 1.2.3.4, server: s, request: "GET / HTTP/1.1"`],
  ['nginx-error', `2025/12/10 10:23:10 [error] 1#1: *1 x, client: 1.2.3.4, server: s, request: "GET / HTTP/1.1", referrer: "^"`],
  ['apache-error', '[Thu Oct 13 12:24:49 2022] [core:error] [pid 1] [client 1.2.3.4:5] ^'],
  [{ nginx: '$remote_addr "$http_user_agent" $upstream_addr [$time_local] $status "$request"' }, `1.2.3.4 "^" - [${TIME}] 200 "GET / HTTP/1.1"`],
  [{ apache: '%h %u %t "%r" %>s "%{User-Agent}i"' }, `1.2.3.4 ^ [${TIME}] "GET / HTTP/1.1" 200 "x"`],
]; // prettier-ignore

/** What begins, ends, escapes or separates something in one of the formats. */
const PIECES = ['"', '\\"', '\\\\', '\\x22', '\\x', '" "', '" 2', ' [', '] "', '[10/Dec/', ', ', ' : ', ', client: 1.1.1.1', ', client: a, server: b, request: "', '", referrer: "', ', referer: ', '{"a":', '"log":"', '"message":"x","stream":1', '[', '[[', '/', '//', '/a', '%40', '@', ';', ':', ' ', '  ', '\t', '\n', '\0', '-', '0', '1.2.3.4, ', 'é', '\ud83d\ude00', '\ud800', '(1)x: [client ', 'Mozilla/5.0 (', '127.0.0.1 - - ', '2025-12-10T01:23:10Z stdout P ']; // prettier-ignore

const source = (format: FormatChoice = 'auto'): AccessLogSource => new AccessLogSource({ format });

/** Every line that went in has come out, as it was or as a record. */
function expectNothingLost(reader: AccessLogSource, messages: number): void {
  reader.end();
  const { lines, access, error, heartbeat, unparsed, reasons, parts } = reader.counts;
  expect(access + error + heartbeat + unparsed).toBe(lines);
  expect(Object.values(reasons).reduce((sum, count) => sum + count, 0)).toBe(unparsed);
  expect(lines + parts).toBeGreaterThanOrEqual(messages);
}

describe('any bytes', () => {
  it.each(['auto', ...formatNames()])('%s: parsed or kept, never thrown', (format) => {
    const reader = source(format);
    let messages = 0;
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 300 }));
    fc.assert(
      fc.property(bytes, (message) => {
        messages += 1;
        for (const { line, raw } of reader.read(message)) if (line.kind === 'unparsed') expect(line.raw).toBe(raw);
      }),
      { numRuns: 300 },
    );
    expectNothingLost(reader, messages);
  });

  it.each(OPEN_LINES)('%j: lines made of what the formats are made of', (format, open) => {
    const reader = source(format);
    let messages = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }), (pieces) => {
        const message = open.replace('^', () => pieces.join(''));
        messages += 1;
        for (const { line } of reader.read(message)) {
          // What is read is JSON again: no value that cannot be stored.
          const text = JSON.stringify(line);
          expect(text.includes('\\u0000')).toBe(false);
          expect(text).not.toMatch(/\\ud[89a-f]/);
        }
      }),
      { numRuns: 300 },
    );
    expectNothingLost(reader, messages);
  });

  it('a valid line with one byte changed is parsed or kept', () => {
    const lines = OPEN_LINES.map(([, open]) => Buffer.from(open.replace('^', 'x')));
    const reader = source();
    let messages = 0;
    fc.assert(
      fc.property(fc.constantFrom(...lines), fc.nat(), fc.nat({ max: 255 }), (line, at, byte) => {
        const changed = Buffer.from(line);
        changed[at % changed.length] = byte;
        messages += 1;
        reader.read(changed);
      }),
      { numRuns: 2_000 },
    );
    expectNothingLost(reader, messages);
  });
});

describe('long hostile lines', () => {
  // 400,000 characters: what takes time quadratic in the length would take minutes here, and each case has seconds.
  const LENGTH = 400_000;

  it.each(OPEN_LINES)(
    '%j',
    (format, open) => {
      const reader = source(format);
      for (const piece of PIECES) {
        const text = piece.repeat(Math.ceil(LENGTH / piece.length));
        reader.read(open.replace('^', () => text));
      }
      expectNothingLost(reader, PIECES.length);
    },
    60_000,
  );
});
