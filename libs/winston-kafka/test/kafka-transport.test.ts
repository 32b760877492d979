import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import winston from 'winston';
import { describe, expect, it } from 'vitest';
import { KafkaTransport } from '../src/transport/kafka-transport.js';

const away = { service: 's', brokers: '127.0.0.1:1', spool: false as const, onNotice: () => undefined };

function loggerOver(transport: KafkaTransport): winston.Logger {
  return winston.createLogger({ level: 'silly', transports: [transport] });
}

describe('KafkaTransport as a stream of winston', () => {
  it('follows level, silence and format of its own', async () => {
    const seen: unknown[] = [];
    const note = winston.format((info) => (seen.push(info.message), info.message === 'dropped' ? false : info));
    const transport = new KafkaTransport({ ...away, level: 'warn', format: note() });
    const logger = loggerOver(transport);
    logger.info('too low');
    logger.warn('dropped');
    logger.warn('taken');
    transport.silent = true;
    logger.error('silenced');
    expect(seen).toEqual(['dropped', 'taken']);
    expect(transport.stats()).toMatchObject({ accepted: 1, buffered: 1 });
    await transport.shutdown(1);
  });

  it('has taken each call when it returns, and leaves nothing for later', async () => {
    const transport = new KafkaTransport(away);
    const logger = loggerOver(transport);
    for (let index = 1; index <= 1_000; index++) {
      expect(logger.info('x', { index })).toBe(logger);
      expect(transport.stats().buffered).toBe(index);
    }
    expect(transport.writableLength).toBe(0);
    await transport.shutdown(1);
  });

  it('tells a writer that it is done, and asks none to wait', async () => {
    const transport = new KafkaTransport(away);
    loggerOver(transport);
    const info = { level: 'info', message: 'x', [Symbol.for('level')]: 'info' };
    const done: number[] = [];
    for (let index = 0; index < 100; index++) expect(transport.write(info, () => done.push(index))).toBe(true);
    expect(transport.write(info, 'utf8', () => done.push(100))).toBe(true);
    expect(transport.write(info)).toBe(true);
    expect(done).toHaveLength(101);
    await transport.shutdown(1);
  });

  it.each([
    ['the option', { enabled: false }, {}],
    ['the variable', {}, { KAFKA_LOGGING: 'off' }],
    ['the option before the variable', { enabled: false }, { KAFKA_LOGGING: 'on' }],
  ])('switched off by %s, takes calls and does nothing', async (_name, options, variables) => {
    Object.assign(process.env, variables);
    const connections: Socket[] = [];
    const server = createServer((socket) => connections.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const dir = join(tmpdir(), `wk-off-${port}`);
    const transport = new KafkaTransport({ ...away, brokers: `127.0.0.1:${port}`, spool: { dir }, ...options });
    loggerOver(transport).error('x');
    expect(await transport.flush(10_000)).toBe(true);
    expect(transport.stats()).toMatchObject({ accepted: 0, buffered: 0, connected: false, spool: { state: 'off' } });
    expect(await transport.shutdown(10_000)).toBe(true);
    expect([connections.length, existsSync(dir)]).toEqual([0, false]);
    server.close();
    delete process.env['KAFKA_LOGGING'];
  });

  it('serves many loggers without a warning of too many listeners', async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error): void => void warnings.push(warning);
    process.on('warning', warned);
    const transport = new KafkaTransport(away);
    for (let index = 0; index < 30; index++) loggerOver(transport).info('x');
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', warned);
    expect(warnings).toEqual([]);
    await transport.shutdown(1);
  });

  it('counts what is written after its end, and emits no error', async () => {
    const transport = new KafkaTransport({ ...away, shutdownTimeoutMs: 1 });
    loggerOver(transport);
    const errors: unknown[] = [];
    transport.on('error', (error) => errors.push(error));
    const finished = new Promise((resolve) => transport.once('finish', resolve));
    transport.end();
    await finished;
    transport.write({ level: 'info', message: 'late', [Symbol.for('level')]: 'info' });
    expect(transport.stats()).toMatchObject({ accepted: 1, dropped: { shutdown: 1 } });
    expect(errors).toEqual([]);
  });
});
