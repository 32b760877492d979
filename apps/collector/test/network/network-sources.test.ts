import { createSocket } from 'node:dgram';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { freePort, waitFor } from '@log-monitor/tools';
import { Collecting, byInstance, withoutRepeats } from '../support/collecting.js';
import { KafkaDoor } from '../support/kafka-door.js';

let collecting: Collecting;
beforeEach(() => {
  collecting = new Collecting(inject('kafkaBootstrapServers'));
});
afterEach(() => collecting.stop());

/** Waits until the collector's lines are these, in any order. */
async function arrives(values: readonly string[]): Promise<void> {
  await waitFor(async () => withoutRepeats(await collecting.lines()).length >= values.length, {
    timeoutMs: 30_000,
    what: `${values.length} lines`,
    intervalMs: 200,
  });
  const found = withoutRepeats(await collecting.lines()).map(({ value }) => value);
  expect(found.sort()).toEqual([...values].sort());
}

/** Sends over TCP as soon as somebody listens. */
async function send(port: number, text: string): Promise<void> {
  await waitFor(
    () =>
      new Promise<boolean>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => socket.end(text, () => resolve(true)));
        socket.on('error', () => resolve(false));
      }),
    { timeoutMs: 20_000, what: `port ${port}` },
  );
}

describe('lines that come once', () => {
  it('come from standard input, whose end is the end', async () => {
    const collector = collecting.start(['-']);
    collector.child.stdin?.end('one\ntwo\nthree');
    expect(await collector.end()).toBe(0);
    expect([...byInstance(await collecting.lines()).values()]).toEqual([['one', 'two', 'three']]);
    expect((await collecting.lines()).some(({ headers }) => headers['end'] === 'true')).toBe(true);
  });

  it('come over TCP and syslog, as they were sent', async () => {
    const [tcp, syslogTcp, syslogUdp] = [await freePort(), await freePort(), await freePort()];
    const address = (port: number): string => `127.0.0.1:${port}`;
    const listen = ['--listen', address(tcp), '--syslog-tcp', address(syslogTcp), '--syslog-udp', address(syslogUdp)];
    const collector = collecting.start(listen);
    const old = '<190>Nov 27 10:00:00 web1 nginx: GET /old';
    const modern = '<190>1 2026-11-27T10:00:00Z web1 nginx - - - GET /new';
    await send(tcp, 'a\nb\nrest');
    await send(syslogTcp, `${old.length} ${old}${modern}\n`);
    const socket = createSocket('udp4');
    socket.send(`${old} over UDP`, syslogUdp, '127.0.0.1');
    await arrives(['a', 'b', 'rest', old, modern, `${old} over UDP`]);
    socket.close();
    expect(await collector.terminate()).toBe(0);
    expect(collector.said).toContain('6 acknowledged');
  });

  it('end where a sender goes in the middle of one, and do not mix with those of others', async () => {
    const [tcp, syslog] = [await freePort(), await freePort()];
    const collector = collecting.start(['--listen', `127.0.0.1:${tcp}`, '--syslog-tcp', `127.0.0.1:${syslog}`]);
    await send(tcp, '');
    const [going, staying, counting] = [tcp, tcp, syslog].map((port) => connect(port, '127.0.0.1'));
    going?.write('whole 1\nhalf of');
    staying?.write('whole 2\nthe other');
    counting?.write('<13>whole 3\n20 <13>half');
    await arrives(['whole 1', 'whole 2', '<13>whole 3']);
    going?.resetAndDestroy();
    counting?.resetAndDestroy();
    await arrives(['whole 1', 'half of', 'whole 2', '<13>whole 3', '20 <13>half']);
    staying?.end(' half\n');
    await arrives(['whole 1', 'half of', 'whole 2', '<13>whole 3', '20 <13>half', 'the other half']);
    expect(await collector.terminate()).toBe(0);
  });

  it('come from a server that is connected to, again and again', async () => {
    const port = await freePort();
    const collector = collecting.start(['--connect', `127.0.0.1:${port}`]);
    await waitFor(() => collector.said.includes('ECONNREFUSED'), { timeoutMs: 20_000, what: 'the refusal' });
    let count = 0;
    const server = createServer((socket) => socket.end(`${++count}\n`)).listen(port, '127.0.0.1');
    await waitFor(() => count >= 3, { timeoutMs: 20_000, what: 'three connections' });
    server.close();
    await collector.terminate();
    const [values = []] = [...byInstance(await collecting.lines()).values()];
    expect(values.slice(0, 3)).toEqual(['1', '2', '3']);
    expect(collector.said).toContain('works again');
  });

  it('are sent after a kill by the next start, with their own numbers', async () => {
    const port = await freePort();
    const door = await KafkaDoor.create(collecting);
    const args = ['--listen', `127.0.0.1:${port}`];
    const killed = door.start(args);
    await send(port, 'kept 1\nkept 2\n');
    await send(port, 'last\n');
    const spooled = (): boolean =>
      readdirSync(collecting.folder, { recursive: true, encoding: 'utf8' }).some((name) => {
        const file = collecting.path(name);
        return statSync(file).isFile() && readFileSync(file, 'latin1').includes('last');
      });
    await waitFor(spooled, { timeoutMs: 20_000, what: 'the lines on disk' });
    await killed.kill();
    door.open();
    const next = door.start(args);
    await arrives(['kept 1', 'kept 2', 'last']);
    expect(
      (await collecting.lines()).map(({ headers }) => [headers['seq'], headers['source'], headers['recovered']]),
    ).toEqual(['1', '2', '3'].map((seq) => [seq, `tcp-${port}`, 'true']));
    await next.terminate();
    door.close();
  });
});

describe('an import', () => {
  it('reads whole files, compressed ones too, once', async () => {
    const text = Array.from({ length: 5000 }, (_, index) => `line ${index}\n`).join('');
    writeFileSync(collecting.path('old.log'), text);
    writeFileSync(collecting.path('older.log.gz'), gzipSync(Buffer.from(`${text.replaceAll('line', 'older')}rest`)));
    const files = [collecting.path('old.log'), collecting.path('older.log.gz'), '--import'];
    const first = collecting.start(files);
    expect(await first.end()).toBe(0);
    expect(first.said).toContain('10,001 acknowledged');
    const again = collecting.start(files);
    expect(await again.end()).toBe(0);
    expect(again.said).toContain('0 lines read');
    expect([...byInstance(await collecting.lines()).values()].map((values) => values.length).sort()).toEqual([
      5000, 5001,
    ]);
  });
});

it('refuses a second collector on the same state, and an address in use, with a sentence', async () => {
  const port = await freePort();
  const first = collecting.start(['--listen', `127.0.0.1:${port}`]);
  await send(port, 'x\n');
  const second = collecting.start(['--listen', `127.0.0.1:${await freePort()}`]);
  expect(await second.end()).toBe(2);
  expect(second.said).toContain('Another collector uses');
  const third = collecting.start(['--listen', `127.0.0.1:${port}`, '--state', collecting.path('t')]);
  expect(await third.end()).toBe(2);
  expect(third.said).toContain('cannot be listened on');
  await first.terminate();
});
