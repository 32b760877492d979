import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { LogRecord } from '@log-monitor/log-record';
import { LogMonitorModule, MonitorLogger } from '@log-monitor/winston-kafka/nest';
import { scratchFolder } from '../support/child.js';
import { type Topics, createTopics, readTopic } from '../../../kafka-delivery/test/support/topics.js';

const bootstrap = inject('kafkaBootstrapServers');
const scratch = scratchFolder();
let topics: Topics;

beforeAll(async () => {
  topics = await createTopics(bootstrap);
});
afterAll(() => scratch.remove());

/** A provider that still logs while the application goes down. */
class LateTalker {
  onApplicationShutdown(): void {
    new Logger('LateTalker').warn('one more thing');
  }
}

describe('Nest', () => {
  it('logs from before the logger was there until the last hook arrive, with context, stack and level', async () => {
    const kafka = { brokers: bootstrap, spool: { dir: scratch.path }, ...topics };
    const imports = [LogMonitorModule.forRoot({ service: 'booking', console: false, kafka })];
    const root = { module: class AppModule {}, imports, providers: [LateTalker] };
    const app = await NestFactory.createApplicationContext(root, { bufferLogs: true });
    const monitored = app.get(MonitorLogger);
    app.useLogger(monitored);
    const logger = new Logger('UserService');
    logger.log('hello', { orderId: 7 });
    logger.error(new TypeError('typed'));
    logger.error('with stack', new RangeError('r').stack);
    logger.fatal('Out of disk');
    logger.verbose({ message: 'object', tenant: 'acme' });
    await app.close();
    const records = (await readTopic(bootstrap, topics.topic)).map(({ value }) => JSON.parse(value) as LogRecord);
    const find = (message: string): LogRecord | undefined => records.find((record) => record.message === message);
    expect(records.some(({ logger: name }) => name === 'InstanceLoader')).toBe(true);
    expect(find('hello')).toMatchObject({ level: 'INFO', logger: 'UserService', service: 'booking' });
    expect(find('hello')?.attributes).toEqual({ orderId: 7 });
    expect(find('typed')).toMatchObject({ level: 'ERROR', logger: 'UserService', error: { type: 'TypeError' } });
    expect(find('with stack')).toMatchObject({ error: { type: 'RangeError' } });
    expect(find('Out of disk')).toMatchObject({ level: 'CRITICAL' });
    expect(find('object')).toMatchObject({ level: 'DEBUG', attributes: { tenant: 'acme' } });
    expect(find('one more thing')).toMatchObject({ level: 'WARNING', logger: 'LateTalker' });
    expect(await readTopic(bootstrap, topics.errorTopic)).toHaveLength(3);
    await monitored.monitor.shutdown();
  });

  it('takes options from other providers', async () => {
    const kafka = { brokers: bootstrap, spool: false as const, ...topics };
    const imports = [
      LogMonitorModule.forRootAsync({
        inject: ['NAME'],
        imports: [
          { module: class Names {}, providers: [{ provide: 'NAME', useValue: 'async-name' }], exports: ['NAME'] },
        ],
        useFactory: (name: string) => ({ service: name, console: false, kafka }),
      }),
    ];
    const app = await NestFactory.createApplicationContext({ module: class AppModule {}, imports }, { logger: false });
    const monitored = app.get(MonitorLogger);
    monitored.setLogLevels(['error']);
    monitored.log('not this');
    monitored.error('this');
    await app.close();
    const values = (await readTopic(bootstrap, topics.topic)).map(({ value }) => value).join('\n');
    expect(values).toContain('"service":"async-name"');
    expect(values).not.toContain('not this');
    await monitored.monitor.shutdown();
  });
});
