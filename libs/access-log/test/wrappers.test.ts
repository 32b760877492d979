import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccessLogSource, PartialLines, unwrap } from '@log-monitor/access-log';

const LINE =
  '203.0.113.9 [10/Dec/2025:10:23:10 +0900] "GET /api HTTP/1.1" 200 0.012 0.010 "shop-web.example.com" "curl/8.1"';

const fluentd = (message: string, more: object = {}): string =>
  JSON.stringify({
    time: '2025-12-10T01:23:10.123Z',
    stream: 'stdout',
    logtag: 'F',
    message,
    kubernetes: { pod_name: 'kong-1', namespace_name: 'gateway', container_name: 'proxy', host: 'node-1', labels: { app: 'kong' } },
    kubernetes_namespace: { name: 'gateway', labels: {} },
    ...more,
  }); // prettier-ignore

const texts = (message: string): string[] => unwrap(message).map(({ text }) => text);

describe('wrappers', () => {
  it('of fluentd say where the line comes from', () => {
    expect(unwrap(fluentd(LINE))).toEqual([
      {
        text: LINE,
        isPartial: false,
        origin: { timestamp: Date.parse('2025-12-10T01:23:10.123Z'), stream: 'stdout', namespace: 'gateway', pod: 'kong-1', container: 'proxy', node: 'node-1' },
      },
    ]);
  }); // prettier-ignore

  it.each([
    ['CRI', `2025-12-31T17:37:40.493035218+01:00 stdout F ${LINE}`],
    ['CRI with more tags', `2025-12-31T17:37:40.493035218Z stderr F:x ${LINE}`],
    ['Docker json-file', JSON.stringify({ log: `${LINE}\n`, stream: 'stdout', time: '2025-12-10T01:23:10.1Z' })],
    ['Fluent Bit without metadata', JSON.stringify({ '@timestamp': 1765329790.1, log: LINE })],
    ['Vector', JSON.stringify({ message: LINE, timestamp: '2025-12-10T01:23:10Z', source_type: 'file', file: '/a' })],
    ['syslog of nginx', `<190>Nov 27 10:00:00 web1 nginx: ${LINE}`],
    ['syslog of RFC 5424', `<190>1 2025-11-27T10:00:00Z web1 nginx 12 - - ${LINE}`],
    ['Docker inside syslog', `<190>Nov 27 10:00:00 web1 docker[12]: ${JSON.stringify({ log: `${LINE}\n`, stream: 'stdout' })}`],
  ])('of %s are taken off', (_name, message) => {
    expect(texts(message)).toEqual([LINE]);
  }); // prettier-ignore

  it.each([
    ['a line', LINE],
    ['a request in JSON', '{"remote_addr":"1.2.3.4","status":200,"message":"hello"}'],
    ['a request with a message', '{"message":"GET / HTTP/1.1","status":200,"remote_addr":"1.2.3.4"}'],
    ['a log of an application', '{"level":"info","message":"listening","timestamp":"2025-12-10T01:23:10Z"}'],
    ['an error of Apache', '[Thu Oct 13 12:24:49 2022] [error] x'],
    ['Envoy', '[2016-04-15T20:17:00.310Z] "GET / HTTP/1.1" 200'],
    ['raw HTTP', 'GET / HTTP/1.1\r\nhost: a\r\n\r\nbody\nbody'],
    ['JSON that is indented', '{\n  "status": 200\n}'],
    ['broken JSON', '{"message":"x","stream":'],
    ['an empty array', '[]'],
  ])('are not seen in %s', (_name, message) => {
    expect(texts(message)).toEqual([message]);
  });

  it('take arrays and several lines apart', () => {
    expect(texts(JSON.stringify([{ a: 1 }, 'x', JSON.parse(fluentd(LINE))]))).toEqual(['{"a":1}', 'x', LINE]);
    expect(texts(`${LINE}\r\n\n${LINE}`)).toEqual([LINE, LINE]);
    expect(texts('{"a":1}\n{"b":2}')).toEqual(['{"a":1}', '{"b":2}']);
  });

  it('count the length of each line, not of the message', () => {
    const source = new AccessLogSource({ maxLineLength: 200 });
    const read = source.read(JSON.stringify([LINE, LINE, LINE, 'x'.repeat(201)]));
    expect(read.map(({ line }) => line.kind)).toEqual(['access', 'access', 'access', 'unparsed']);
    expect(source.counts.reasons).toEqual({ too_long: 1 });
  });

  it('have an end of depth', () => {
    let message = LINE;
    for (let depth = 0; depth < 12; depth += 1) message = JSON.stringify([message]);
    expect(unwrap(message)).toHaveLength(1);
    expect(unwrap('['.repeat(100_000))).toHaveLength(1);
  });

  it('give their time to a line that has none', () => {
    const [read] = new AccessLogSource().read(fluentd('{"client_ip":"1.2.3.4","host":"a"}'));
    expect(read?.line).toMatchObject({ timestamp: Date.parse('2025-12-10T01:23:10.123Z'), flags: ['time_missing'] });
  });
});

describe('lines in parts', () => {
  it('are joined per pod, container and stream, though the parts come mixed', () => {
    const source = new AccessLogSource();
    const part = (pod: string, text: string, logtag: string, stream = 'stdout'): string =>
      fluentd(text, { logtag, stream, kubernetes: { pod_name: pod } });
    const messages = [
      part('a', LINE.slice(0, 20), 'P'),
      part('b', LINE.slice(0, 50), 'P'),
      part('a', '2025/12/10 01:23:10 [error] 1#1: other stream', 'F', 'stderr'),
      part('a', LINE.slice(20, 60), 'P'),
      part('b', LINE.slice(50), 'F'),
      part('a', LINE.slice(60), 'F'),
    ];
    const read = messages.map((message) => source.read(message));
    expect(read.map((lines) => lines.map(({ line }) => line.kind))).toEqual([[], [], ['error'], [], ['access'], ['access']]);
    expect(read[5]?.[0]?.raw).toBe(LINE);
    expect(source.counts).toMatchObject({ lines: 3, access: 2, error: 1, unparsed: 0, parts: 3 });
  }); // prettier-ignore

  it('of CRI can hold JSON', () => {
    const source = new AccessLogSource();
    const json = '{"remote_addr":"1.2.3.4","status":200,"request":"GET / HTTP/1.1"}';
    expect(source.read(`2025-12-31T17:37:40Z stdout P ${json.slice(0, 30)}`)).toEqual([]);
    expect(source.read(`2025-12-31T17:37:40Z stdout F ${json.slice(30)}`)[0]?.line.kind).toBe('access');
  });

  it('that never end are given out at the end', () => {
    const source = new AccessLogSource();
    source.read('2025-12-31T17:37:40Z stdout P beginning');
    expect(source.heldLength).toBe(9);
    expect(source.end().map(({ line }) => line)).toMatchObject([{ kind: 'unparsed', reason: 'partial_line', raw: 'beginning' }]);
    expect(source.heldLength).toBe(0);
  }); // prettier-ignore

  it('are bounded, and no character is lost', () => {
    const limits = { lineLength: 20, streams: 3, total: 40 };
    const message = fc.record({ stream: fc.constantFrom('a', 'b', 'c', 'd', 'e'), text: fc.string({ minLength: 1, maxLength: 30 }), isPartial: fc.boolean() }); // prettier-ignore
    fc.assert(
      fc.property(fc.array(message, { maxLength: 60 }), (messages) => {
        const partials = new PartialLines(limits);
        let out = 0;
        let parts = 0;
        for (const { stream, text, isPartial } of messages) {
          for (const line of partials.push(stream, text, isPartial)) {
            out += line.text.length;
            parts += line.parts;
          }
          expect(partials.heldLength).toBeLessThanOrEqual(limits.total);
          expect(partials.heldStreams).toBeLessThanOrEqual(limits.streams);
        }
        for (const line of partials.drain()) {
          out += line.text.length;
          parts += line.parts;
        }
        expect(out).toBe(messages.reduce((sum, { text }) => sum + text.length, 0));
        expect(parts).toBe(messages.length);
      }),
    );
  });
});
