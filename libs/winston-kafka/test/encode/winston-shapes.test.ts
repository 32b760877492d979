import winston from 'winston';
import { describe, expect, it } from 'vitest';
import { recordSchema } from '@log-monitor/log-record/schema';
import { recordOf, withContext } from '../support/call.js';

const boom = (): Error => Object.assign(new TypeError('boom', { cause: new Error('root') }), { code: 'E_BOOM' });
const named = { type: 'TypeError', message: 'boom', code: 'E_BOOM', cause: { type: 'Error', message: 'root' } };

describe('every shape in which winston hands over a call', () => {
  it('an error as the message', () => {
    const record = recordOf((logger) => logger.error(boom() as unknown as string));
    expect(record).toMatchObject({ level: 'ERROR', message: 'boom', error: named });
    expect(record.error?.stack).toContain('TypeError: boom');
    expect(record.attributes).toBeUndefined();
  });

  it('a message with an error after it', () => {
    const record = recordOf((logger) => logger.error('it failed', boom()));
    expect(record.message).toContain('it failed');
    expect(record).toMatchObject({ error: named });
    expect(record.attributes).toBeUndefined();
  });

  it.each(['err', 'error'])('an error as %s', (key) => {
    const record = recordOf((logger) => logger.error('it failed', { [key]: boom(), orderId: 17 }));
    expect(record).toMatchObject({ message: 'it failed', error: named, attributes: { orderId: 17 } });
  });

  it('an error under another name stays an attribute, whole', () => {
    const record = recordOf((logger) => logger.warn('retry', { reason: boom() }));
    expect(record).toMatchObject({ level: 'WARNING', attributes: { reason: named } });
  });

  it('an error inside a message object', () => {
    const record = recordOf((logger) => logger.log({ level: 'error', message: boom() as unknown as string }));
    expect(record).toMatchObject({ message: 'boom', error: named });
  });

  it('format.errors leaves a stack and a cause', () => {
    const format = winston.format.errors({ stack: true, cause: true });
    const record = recordOf((logger) => logger.error(boom() as unknown as string), { format });
    expect(record).toMatchObject({ message: 'boom', error: { type: 'TypeError', cause: { message: 'root' } } });
    expect(record.error?.stack).toContain('TypeError: boom');
  });

  it('a stack given as a list of lines, as nest-winston does', () => {
    const record = recordOf((logger) => logger.error({ message: 'x', stack: ['RangeError: x', '  at y'] } as never));
    expect(record.error).toMatchObject({ type: 'RangeError', stack: 'RangeError: x\n  at y' });
  });

  it('an AggregateError with all it holds', () => {
    const record = recordOf((logger) =>
      logger.error('all failed', { err: new AggregateError([boom(), new Error('b')], 'all') }),
    );
    expect(record.error).toMatchObject({ type: 'AggregateError', errors: [named, { message: 'b' }] });
  });

  it('placeholders with and without format.splat, and what they do not take', () => {
    const call = (logger: winston.Logger): void => void logger.info('%s has %d', 'bob', 3);
    expect(recordOf(call).message).toBe('bob has 3');
    expect(recordOf(call, { format: winston.format.splat() }).message).toBe('bob has 3');
    const left = recordOf((logger) => logger.info('plain', 'extra', 7));
    expect(left).toMatchObject({ message: 'plain', attributes: { args: ['extra', 7] } });
  });

  it('a child logger, where the call wins', () => {
    const record = recordOf((logger) => logger.child({ requestId: 'a', tenant: 't' }).info('x', { requestId: 'b' }));
    expect(record).toMatchObject({ requestId: 'b', attributes: { tenant: 't' } });
  });

  it('the context, where the call wins', () => {
    const record = withContext({ requestId: 'r-1', userId: 'u-1', tenant: 'acme' }, () =>
      withContext({ userId: 'u-2' }, () => recordOf((logger) => logger.info('x', { requestId: 'r-2' }))),
    );
    expect(record).toMatchObject({ requestId: 'r-2', userId: 'u-2', attributes: { tenant: 'acme' } });
  });

  it('a colourised level, and one that nobody knows', () => {
    const format = winston.format.colorize();
    winston.addColors({ critical: 'red' });
    const critical = recordOf((logger) => logger.log('critical', 'x'), { format });
    expect(critical.level).toBe('CRITICAL');
    const odd = recordOf((logger) => logger.log('audit', 'x'), { levels: { audit: 0 }, level: 'audit' });
    expect(odd).toMatchObject({ level: 'INFO', attributes: { originalLevel: 'audit' } });
  });

  it('the timestamp is the moment of the call; another time stays an attribute', () => {
    const stamped = recordOf((logger) => logger.info('x'), { format: winston.format.timestamp() });
    expect(stamped.attributes).toBeUndefined();
    const old = recordOf((logger) => logger.info('x', { timestamp: '2001-01-01T00:00:00Z' }));
    expect(old.attributes).toEqual({ timestamp: '2001-01-01T00:00:00Z' });
  });

  it('every record fits the schema', () => {
    const calls: ((logger: winston.Logger) => void)[] = [
      (logger) => logger.info('x'),
      (logger) => logger.error(boom() as unknown as string),
      (logger) => logger.debug('x', { a: [1, { b: null }], requestId: 1, logger: 'Users' }),
      (logger) => logger.log('silly', undefined as unknown as string),
      (logger) => logger.info({ a: 1 } as never),
    ];
    for (const call of calls) expect(recordSchema.safeParse(recordOf(call)).error).toBeUndefined();
  });
});
