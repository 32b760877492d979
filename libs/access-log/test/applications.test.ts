import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AccessRecord, ParsedLine } from '@log-monitor/access-record';
import { AccessLogSource } from '@log-monitor/access-log';

const FOLDER = path.join(import.meta.dirname, 'corpus/applications');

const LONG = `/${'long'.repeat(100)}`;
const LONGER = `/${'long'.repeat(600)}`;

/** What every program was sent, in this order: method, path, query. */
const REQUESTS: readonly (readonly [string, string | RegExp, string?])[] = [
  ['GET', '/'], ['GET', '/users/42', 'x=1&y=%20z'], ['POST', '/orders'], ['HEAD', '/'], ['GET', '/missing'], ['GET', '/error'], ['GET', '/redirect'],
  ['PUT', '/users/42'], ['DELETE', '/users/42'], ['PATCH', '/users/42'], ['OPTIONS', '/users'], ['GET', '/users/43'], ['GET', '/quoted'], ['GET', '/old'],
  ['GET', '/secret'], ['GET', /^\/caf/], ['GET', /^\/caf/, 'q=%22a%22'], ['GET', new RegExp(`^(?:${LONG}|${LONGER})$`)], ['GET', '/slow'], ['GET', '/big'],
  ['GET', '/absolute', 'x=1'], ['GET', '/noagent'], ['GET', '/healthz'], ['GET', /passwd$/], ['GET', '/static/app.3f9a1c7e.js'], ['_OTHER', '/strange'],
  ['GET', '/not-modified'], ['OPTIONS', /^[/*]/],
]; // prettier-ignore

/** What a line says besides method, path and status. */
interface Says {
  /** Name of the format that is found. */
  readonly format: string;
  /** Requests among the known ones that have a line. */
  readonly known: number;
  /** Lines that are read as requests. */
  readonly access: number;
  readonly unparsed?: number;
  /** t time, c client (? sometimes), d duration (D with that of `/slow`), a agent, h host. */
  readonly says: string;
}

const says = (format: string, known: number, access: number, members: string, unparsed = 0): Says => ({
  format,
  known,
  access,
  says: members,
  unparsed,
});

const EXPECTED: Readonly<Record<string, Says>> = {
  'Django-5.2.19-runserver.log': says('django', 28, 31, 't', 19),
  'Paste-3.10.1-translogger.log': says('combined', 26, 28, 'tca', 1),
  'aiohttp-3.14.5-basic-format.log': says('combined', 26, 32, 'tca', 6),
  'aiohttp-3.14.5-default.log': says('combined', 26, 32, 'tca', 6),
  'chi-5.5.0-default.log': says('chi', 26, 27, 'tcdDh'),
  'daphne-4.2.3-default.log': says('common', 27, 27, 'tc'),
  'echo-4.16.4-default.log': says('json', 27, 27, 'tcdDah'),
  'express-bunyan-logger-1.3.3-default.log': says('json', 26, 27, 'tcdDah'),
  'express-winston-4.2.0-json-expressFormat.log': says('morgan', 26, 27, 'dD'),
  'express-winston-4.2.0-json.log': says('json', 26, 27, 't?dDah'),
  'fastify-5.12.8-default.log': says('json', 0, 27, 'tcd', 48),
  'fiber-2.52.15-default.log': says('fiber', 27, 28, 'cd', 1),
  'flask-3.1.3-run.log': says('common', 28, 32, 'tc', 8),
  'gin-1.12.0-default.log': says('gin', 27, 27, 'tcdD'),
  'gorilla-handlers-1.5.2-combined.log': says('combined', 27, 27, 'tca'),
  'granian-2.8.9-default.log': says('uvicorn', 28, 28, 'tcdD', 8),
  'gunicorn-27.0.1-default.log': says('combined', 27, 27, 'tca'),
  'gunicorn-27.0.1-with-time.log': says('combined', 27, 27, 'tca'),
  'h2o-2.2.5-default.log': says('combined', 28, 28, 'tca'),
  'hapi-pino-13.0.0-default.log': says('json', 26, 27, 'tcdah', 7),
  'haproxy-2.6.12-clf.log': says('haproxy-clf', 27, 32, 'tcdD'),
  'haproxy-2.6.12-httplog.log': says('haproxy', 27, 32, 'tcdD'),
  'haproxy-2.6.12-syslog.log': says('haproxy', 27, 64, 'tcdD'),
  'hono-4.13.19-logger.log': says('koa', 25, 26, 'd', 26),
  'hypercorn-0.18.0-default.log': says('combined', 27, 27, 'tca'),
  'jetty-12.0.16-extended-ncsa.log': says('combined', 26, 32, 'tca'),
  'jetty-12.0.16-ncsa.log': says('common', 20, 32, 'tc'),
  'jetty-12.0.16-with-latency.log': says('combined', 26, 32, 'tca'),
  'koa-logger-4.0.0-default.log': says('koa', 25, 26, 'd', 27),
  'lighttpd-1.4.69-default.log': says('combined', 27, 32, 'tca'),
  'log4js-6.9.1-connect-basic.log': says('clf-untimed', 24, 25, 'tca', 2),
  'log4js-6.9.1-connect.log': says('clf-untimed', 25, 26, 'ca', 1),
  'mini-httpd-1.30-default.log': says('combined', 24, 32, 'tca'),
  'morgan-1.12.1-combined.log': says('combined', 26, 27, 'tca'),
  'morgan-1.12.1-custom-response-time.log': says('combined', 26, 27, 'tcdDa'),
  'morgan-1.12.1-dev.log': says('morgan', 26, 27, 'dD'),
  'morgan-1.12.1-json.log': says('json', 26, 27, 'tcdD'),
  'morgan-1.12.1-short.log': says('morgan', 26, 27, 'cdD'),
  'morgan-1.12.1-tiny.log': says('morgan', 26, 27, 'dD'),
  'php-8.2.36-builtin.log': says('php', 27, 28, 'tc', 69),
  'pino-http-11.0.0-default.log': says('json', 25, 26, 'tcdDah'),
  'pino-http-11.0.0-iso.log': says('json', 25, 26, 'tcdDah'),
  'puma-5.6.5-rack.log': says('common', 28, 28, 'tcd', 4),
  'python-3.11.7-http.server.log': says('common', 28, 32, 'tc', 29),
  'sanic-25.12.1-default.log': says('sanic', 27, 32, 'tcdh', 5),
  'slog-go1.26-json.log': says('json', 27, 27, 'tcdDa'),
  'slog-go1.26-text.log': says('logfmt', 27, 27, 'tcdDa'),
  'squid-5.7-combined.log': says('combined', 28, 33, 'tcah'),
  'squid-5.7-common.log': says('common', 28, 33, 'tch'),
  'squid-5.7-squid.log': says('squid', 28, 33, 'tcdDh'),
  'tomcat-10.1.34-combined.log': says('combined', 27, 32, 'tca'),
  'tomcat-10.1.34-common.log': says('common', 27, 32, 'tc'),
  'tomcat-10.1.34-extended.log': says('combined', 27, 32, 'tca'),
  'tomcat-10.1.34-json.log': says('json', 27, 32, 'tca'),
  'tomcat-10.1.34-spring-boot-style.log': says('spring-boot', 27, 32, 'tcd'),
  'tornado-6.6.1-default.log': says('tornado', 28, 28, 'tcd', 4),
  'undertow-2.3.18-combined.log': says('combined', 26, 27, 'tca'),
  'undertow-2.3.18-common.log': says('common', 27, 27, 'tc'),
  'undertow-2.3.18-with-time.log': says('combined', 27, 27, 'tca'),
  'uvicorn-0.54.0-default.log': says('uvicorn', 25, 27, 'c', 13),
  'uwsgi-2.0.21-default.log': says('uwsgi', 28, 31, 'tcd', 1),
  'varnish-7.1.1-ncsa.log': says('combined', 27, 32, 'tcah'),
  'varnish-7.1.1-xff.log': says('combined', 27, 32, 'tcah'),
  'webrick-1.7.0-combined.log': says('combined', 28, 32, 'tca'),
}; // prettier-ignore

function read(file: string): { source: AccessLogSource; lines: ParsedLine[]; count: number } {
  const source = new AccessLogSource();
  const lines: ParsedLine[] = [];
  const bytes = readFileSync(path.join(FOLDER, file));
  let count = 0;
  for (let from = 0, end = bytes.indexOf(10); end !== -1; from = end + 1, end = bytes.indexOf(10, from)) {
    for (const { line } of source.read(bytes.subarray(from, end))) lines.push(line);
    count += 1;
  }
  return { source, lines, count };
}

/** The requests that were sent, each with the line that it has, in the order of both. */
function matched(records: readonly AccessRecord[]): Map<number, AccessRecord> {
  const found = new Map<number, AccessRecord>();
  let next = 0;
  for (const record of records) {
    const at = REQUESTS.findIndex(
      ([method, wanted], index) =>
        index >= next &&
        record.httpRequestMethod === method &&
        (typeof wanted === 'string' ? record.urlPath === wanted : wanted.test(record.urlPath ?? '')),
    );
    if (at === -1) continue;
    found.set(at, record);
    next = at + 1;
  }
  return found;
}

const at = (wanted: string): number => REQUESTS.findIndex(([, each]) => each === wanted);

describe('lines of real programs', () => {
  it('has an expectation for every file', () => {
    expect(Object.keys(EXPECTED).sort()).toEqual(
      readdirSync(FOLDER)
        .filter((file) => file.endsWith('.log'))
        .sort(),
    );
  });

  it.each(Object.entries(EXPECTED))('%s', (file, { format, known, access, unparsed, says }) => {
    const { source, lines, count } = read(file);
    expect(source.counts).toMatchObject({ lines: count, access, unparsed, error: 0, heartbeat: 0 });
    expect(source.format.format).toBe(format);
    const records = lines.filter((line) => line.kind === 'access');
    const found = matched(records);
    expect(found.size).toBe(known);
    for (const record of found.values()) {
      expect(record.httpResponseStatusCode ?? 200).toBeGreaterThanOrEqual(200);
      if (says.includes('t')) {
        expect(new Date(record.timestamp ?? 0).toISOString()).toMatch(/^2026-11-27T21:/);
        expect(record.flags ?? []).not.toContain('time_missing');
      } else expect(record.flags).toContain('time_missing');
      if (!says.includes('?')) expect(record.clientAddress !== undefined).toBe(says.includes('c'));
      if (says.includes('c')) expect(['127.0.0.1', '203.0.113.7', '10.0.0.2']).toContain(record.clientAddress);
      expect(record.latency).toBe(says.includes('d') ? 'measured' : 'missing');
      if (says.includes('d')) expect(record.durationMs).toBeLessThan(200);
    }
    if (says.includes('h')) expect(found.get(1)?.serverAddress).toBe('shop.example.com');
    if (says.includes('a')) expect(found.get(1)?.userAgentOriginal).toMatch(/^Mozilla\/5\.0 \(X11; Linux x86_64/);
    if (says.includes('D')) expect(found.get(at('/slow'))?.durationMs).toBeGreaterThanOrEqual(39);
    // PHP's server answered with its index, and the service with slog logged every status as 200.
    if (!/^(?:php|slog)/.test(file)) expect(found.get(at('/missing'))?.httpResponseStatusCode ?? 404).toBe(404);
  });
});
