import { once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import TransportStream from 'winston-transport';
import { writeDirectly } from '../../src/logger/direct-write.js';
import { createLogger } from '../../src/index.js';

const MESSAGE = Symbol.for('message');

class Catcher extends TransportStream {
  readonly infos: Record<string | symbol, unknown>[] = [];

  override log(info: Record<string, unknown>, callback: () => void): void {
    this.infos.push(info);
    callback();
  }

  get messages(): unknown[] {
    return this.infos.map(({ message }) => message);
  }
}

/** Says that it is done with a record never. */
class Stuck extends Catcher {
  override log(info: Record<string, unknown>): void {
    this.infos.push(info);
  }
}

class Throwing extends Catcher {
  override log(): void {
    throw new Error('broken transport');
  }
}

const CALLS = 100;

function loggerOf(...transports: winston.transport[]): winston.Logger {
  return createLogger({ console: false, kafka: false, transports });
}

describe('a logger that writes directly', () => {
  it('does not let a transport that is stuck hold up another', () => {
    const catcher = new Catcher();
    const logger = loggerOf(new Stuck(), catcher);
    for (let call = 0; call < CALLS; call += 1) logger.info(String(call));
    expect(catcher.messages).toEqual(Array.from({ length: CALLS }, (_, call) => String(call)));
  });

  it('gives each record once to all others when a transport throws, and says so once', () => {
    const notices: string[] = [];
    const catcher = new Catcher();
    const logger = winston.createLogger({ transports: [new Throwing(), catcher] });
    writeDirectly(logger, (line) => notices.push(line));
    logger.info('one').info('two');
    expect(catcher.messages).toEqual(['one', 'two']);
    expect(notices).toEqual(['a transport of the logger throws: broken transport']);
  });

  it('knows of transports that come and go, and of whoever else listens', () => {
    const [first, second] = [new Catcher(), new Catcher()];
    const logger = loggerOf(first);
    logger.info('one');
    logger.add(second);
    logger.info('two');
    logger.remove(first);
    logger.info('three');
    const heard: unknown[] = [];
    const listener = (info: { message: unknown }): void => void heard.push(info.message);
    logger.on('data', listener);
    logger.info('four');
    logger.off('data', listener);
    logger.info('five');
    expect(first.messages).toEqual(['one', 'two']);
    expect(second.messages).toEqual(['two', 'three', 'four', 'five']);
    expect(heard).toEqual(['four']);
  });

  it('ends as winston’s does: when its transports have, and with an error for who writes later', async () => {
    const catcher = new Catcher();
    const logger = loggerOf(catcher);
    logger.info('last');
    logger.end();
    const order: string[] = [];
    catcher.once('finish', () => order.push('transport'));
    logger.once('finish', () => order.push('logger'));
    await once(logger, 'finish');
    expect(order).toEqual(['transport', 'logger']);
    const failed = once(logger, 'error') as Promise<[Error]>;
    logger.write({ level: 'info', message: 'late' });
    expect((await failed)[0].message).toContain('write after end');
    expect(catcher.messages).toEqual(['last']);
  });

  it('leaves the text to those who want one, and gives them winston’s', () => {
    const [ours, theirs] = [new Catcher(), new Catcher()];
    loggerOf(ours).info('text', { field: 1 });
    winston.createLogger({ transports: [theirs] }).info('text', { field: 1 });
    expect(ours.infos[0]?.[MESSAGE]).toBe(theirs.infos[0]?.[MESSAGE]);
    expect(ours.infos[0]?.[MESSAGE]).toBe('{"field":1,"level":"info","message":"text"}');
  });

  it('makes the text of what goes to winston’s exception handlers', () => {
    const handler = new Catcher();
    const logger = createLogger({
      console: false,
      kafka: false,
      transports: [new Catcher()],
      exceptionHandlers: [handler],
    });
    logger.log({ level: 'error', message: 'uncaught', exception: true });
    logger.exceptions.unhandle();
    expect(handler.infos.map((info) => info[MESSAGE])).toEqual([
      '{"exception":true,"level":"error","message":"uncaught"}',
    ]);
  });

  it('is a logger like any other: all transports get what they get from winston’s', () => {
    const call = fc.record({
      level: fc.constantFrom('error', 'warn', 'info', 'debug', 'nonsense'),
      message: fc.oneof(fc.string(), fc.constant(undefined), fc.integer()),
      fields: fc.option(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4, noNullPrototype: true })),
      child: fc.boolean(),
      silent: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 20 }), (calls) => {
        const run = (direct: boolean): unknown => {
          const transports = [new Catcher(), new Catcher({ level: 'error' }), new Catcher({ silent: true })];
          const logger = winston.createLogger({ transports, defaultMeta: { tenant: 't' } });
          if (direct) writeDirectly(logger, () => undefined);
          for (const { level, message, fields, child, silent } of calls) {
            logger.silent = silent;
            const target = child ? logger.child({ request: 'r' }) : logger;
            // What a JavaScript caller may pass.
            (target.log as (...given: unknown[]) => void)(level, message, ...(fields === null ? [] : [fields]));
          }
          return transports.map(({ infos }) => infos.map((info) => ({ ...info })));
        };
        expect(run(true)).toEqual(run(false));
      }),
      { numRuns: 200 },
    );
  });
});
