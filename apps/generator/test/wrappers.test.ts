import { AccessLogSource } from '@log-monitor/access-log';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessFormat } from '../src/format/format-catalogue.js';
import { LineClock } from '../src/format/line-clock.js';
import { gatewayContainer, WRAPPERS, wrapLine } from '../src/format/wrapper.js';
import { anyRequest, hostileText } from './support/any-request.js';

const clock = new LineClock();
const container = gatewayContainer('kong');

describe.each(WRAPPERS)('the wrapper %s', (wrapper) => {
  it('gives back the line that it carries', () => {
    fc.assert(
      fc.property(anyRequest(hostileText), fc.constantFrom('kong', 'json', 'caddy'), (request, name) => {
        const line = accessFormat(name)?.write(request, clock) ?? '';
        const source = new AccessLogSource();
        const read = wrapLine(wrapper, line, request.time, 'stdout', container).flatMap((part) => source.read(part));
        expect(read).toHaveLength(1);
        // Docker's line end stays with the raw line.
        expect(read[0]?.raw.trimEnd()).toBe(line.trimEnd());
        expect(read[0]?.origin).toMatchObject({ timestamp: request.time, stream: 'stdout' });
      }),
    );
  });

  it('cuts a long line into parts that come together again', () => {
    const [request] = fc.sample(anyRequest(fc.constant('a')), { numRuns: 1, seed: 3 });
    if (!request) throw new Error('there is no request');
    const line = accessFormat('json')?.write({ ...request, path: `/${'漢字x'.repeat(9_000)}` }, clock) ?? '';
    const parts = wrapLine(wrapper, line, request.time, 'stdout', container);
    expect(parts.length).toBeGreaterThan(3);
    const source = new AccessLogSource();
    const read = parts.flatMap((part) => source.read(part));
    expect(read).toHaveLength(1);
    expect(read[0]?.raw.trimEnd() === line).toBe(true);
    expect(read[0]?.line.kind).toBe('access');
  });
});
