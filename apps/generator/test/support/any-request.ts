import fc from 'fast-check';
import type { UpstreamTry, WebRequest } from '../../src/event/web-request.js';

const token = fc.stringMatching(/^[a-z0-9]{1,12}$/);

const octet = fc.integer({ min: 1, max: 254 });
/** Public addresses only: a proxy's would be passed over when the client is looked for. */
const publicAddress = fc.oneof(
  fc.tuple(fc.constantFrom(11, 45, 93, 151, 188), octet, octet, octet).map((numbers) => numbers.join('.')),
  fc.integer({ min: 1, max: 0xffff }).map((last) => `2001:db8:7::${last.toString(16)}`),
);

const upstream: fc.Arbitrary<UpstreamTry> = fc.record({
  address: fc.oneof(
    octet.map((last) => `10.20.0.${last}:8080`),
    octet.map((last) => `[fd00::${last.toString(16)}]:8080`),
  ),
  status: fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }),
  durationMs: fc.option(fc.integer({ min: 0, max: 90_000 }), { nil: undefined }),
  bytes: fc.integer({ min: 0, max: 1e7 }),
});

/**
 * A request.
 *
 * @param text what stands in the fields that clients write: path, query, referrer, user agent
 */
export function anyRequest(text: fc.Arbitrary<string>): fc.Arbitrary<WebRequest> {
  // A field that is empty or a dash says "nothing" in every log.
  const field = fc.option(
    text.filter((value) => value !== '' && value !== '-'),
    { nil: undefined },
  );
  const record = fc.record({
    time: fc.integer({ min: Date.UTC(2001, 0, 1), max: Date.UTC(2036, 11, 31) }),
    client: publicAddress,
    proxy: fc.boolean(),
    user: fc.option(token, { nil: undefined }),
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'),
    path: text.map((value) => `/${value.replaceAll('?', '')}`),
    query: fc.option(text, { nil: undefined }),
    protocol: fc.constantFrom('HTTP/1.0', 'HTTP/1.1', 'HTTP/2.0'),
    scheme: fc.constantFrom('http' as const, 'https' as const),
    host: fc.tuple(token, token).map(([name, domain]) => `${name}-web.${domain}.example`),
    port: fc.constantFrom(80, 443, 8443),
    status: fc.integer({ min: 100, max: 599 }),
    bodyBytes: fc.integer({ min: 0, max: 5e9 }),
    headerBytes: fc.integer({ min: 0, max: 8_000 }),
    requestBytes: fc.integer({ min: 1, max: 5e6 }),
    durationMs: fc.integer({ min: 0, max: 9e10 }).map((micros) => micros / 1000),
    upstreams: fc.array(upstream, { maxLength: 3 }),
    referrer: field,
    agent: field,
    requestId: fc.stringMatching(/^[0-9a-f]{32}$/),
    route: token,
    service: token,
  });
  return record.map(({ proxy, ...request }) => ({
    ...request,
    peer: proxy ? '10.0.0.11' : request.client,
    forwardedFor: proxy ? request.client : undefined,
  }));
}

/** What a well-behaved client sends. */
export const plainText = fc.stringMatching(/^[a-zA-Z0-9 _.~:;/#@!$&()*+,=%-]{0,40}$/);

/** Whatever can be in a string: quotes, backslashes, control characters, everything beyond ASCII. */
export const hostileText = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(
        '"',
        '\\',
        '\n',
        '\t',
        '\r',
        ' ',
        '\0',
        '\x1b',
        '\x7f',
        "'",
        ',',
        '[',
        ']',
        'x',
        '4',
        '1',
        'é',
        '漢',
        '😀',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 40,
  })
  .map((text) => text.toWellFormed());
