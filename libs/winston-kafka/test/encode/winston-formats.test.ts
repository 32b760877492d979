import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { recordOf } from '../support/call.js';

const { format } = winston;
const failure = new Error('no room');

describe('what formats of winston make of a call', () => {
  it('colorize({ all: true }): no escape sequence in level, message and error', () => {
    const { level, message, error } = recordOf((logger) => logger.error(new Error('red')), { format: format.combine(format.errors({ stack: true }), format.colorize({ all: true, colors: { error: 'red' } })) }); // prettier-ignore
    expect([level, message]).toEqual(['ERROR', 'red']);
    expect(JSON.stringify(error)).not.toContain('u001b');
    const coloured = { message: '\u001b[31mwas red\u001b[39m', stack: '\u001b[31mError: was red\u001b[39m\n    at x' };
    expect(recordOf((logger) => logger.error('x', { err: Object.assign(new Error(), coloured) })).error).toMatchObject({ message: 'was red', stack: 'Error: was red\n    at x' }); // prettier-ignore
    expect(recordOf((logger) => logger.info('x', { banner: '\u001b[1mbold' })).attributes).toEqual({
      banner: '\u001b[1mbold',
    });
  });

  it('logstash(): message and fields are where they belong', () => {
    const record = recordOf((logger) => logger.info('paid', { orderId: 7, requestId: 'r-1' }), { format: format.combine(format.timestamp(), format.logstash()) }); // prettier-ignore
    expect(record).toMatchObject({ message: 'paid', requestId: 'r-1', attributes: { orderId: 7 } });
  });

  it('metadata(): errors and ids inside are recognised', () => {
    const call = (logger: winston.Logger): unknown =>
      logger.error('failed', { err: failure, requestId: 'r-1', orderId: 7 });
    const record = recordOf(call, { format: format.metadata() });
    expect(record).toMatchObject({ message: 'failed', requestId: 'r-1', error: { message: 'no room', type: 'Error' } });
    expect(record.attributes).toEqual({ metadata: { orderId: 7 } });
    expect(
      recordOf((logger) => logger.info('x', { requestId: 'r' }), { format: format.metadata() }).attributes,
    ).toBeUndefined();
    const stack = recordOf((logger) => logger.error(new Error('x')), { format: format.combine(format.errors({ stack: true }), format.metadata()) }); // prettier-ignore
    expect(stack).toMatchObject({ message: 'x', error: { type: 'Error', message: 'x' } });
  });

  it('ECS, Google Cloud and Datadog: error, ids and logger by their names', () => {
    const error = { type: 'RangeError', message: 'too far', stack_trace: 'RangeError: too far\n    at f' };
    const ecs = {
      '@timestamp': new Date().toISOString(),
      'log.level': 'error',
      'log.logger': 'Maps',
      'trace.id': 't-1',
      error,
    };
    expect(recordOf((logger) => logger.error('x', ecs))).toMatchObject({ logger: 'Maps', traceId: 't-1', error: { type: 'RangeError', message: 'too far', stack: error.stack_trace } }); // prettier-ignore
    const google = { 'logging.googleapis.com/trace': 'projects/p/traces/t-2', 'logging.googleapis.com/spanId': 's-2' };
    expect(recordOf((logger) => logger.info('x', google))).toMatchObject({ traceId: 't-2', spanId: 's-2' });
    const datadog = { dd: { trace_id: '123', span_id: '456', service: 'booking', version: '1' } };
    expect(recordOf((logger) => logger.info('x', datadog))).toMatchObject({ traceId: '123', spanId: '456', attributes: { dd: { version: '1' } } }); // prettier-ignore
  });

  it('a line end that a line-wise writer adds is not part of the message', () => {
    const morgan = (line: string): unknown => recordOf((logger) => logger.http(line)).message;
    expect(['GET / 200\n', 'GET / 200\r\n', 'two\nlines'].map(morgan)).toEqual([
      'GET / 200',
      'GET / 200',
      'two\nlines',
    ]);
  });
});

describe('what is an error', () => {
  it('one of another realm, as the only argument and after the message', () => {
    const foreign = vm.runInNewContext('const error = new RangeError("elsewhere"); error.code = "E"; error') as Error;
    expect(foreign instanceof Error).toBe(false);
    const expected = { error: { type: 'RangeError', message: 'elsewhere', code: 'E', stack: foreign.stack } };
    expect(recordOf((logger) => logger.error(foreign))).toMatchObject({ message: 'elsewhere', ...expected });
    expect(recordOf((logger) => logger.error('failed', foreign))).toMatchObject(expected);
    expect(recordOf((logger) => logger.error('failed', { err: foreign }))).toMatchObject(expected);
  });

  it('an object with the members of one, as another service sends it', () => {
    const sent = { message: 'refused', code: 'ECONNREFUSED', address: '::1' };
    expect(recordOf((logger) => logger.error('x', { err: sent })).error).toEqual(sent);
    expect(recordOf((logger) => logger.error('x', { err: { message: 'only this' } })).error).toBeUndefined();
  });

  it('with a whole request on it: that is cut to some kilobytes, and the cause stays', () => {
    const config = { url: '/orders', data: 'x'.repeat(100_000), headers: { accept: '*/*' } };
    const error = Object.assign(new Error('Request failed', { cause: failure }), {
      code: 'ERR_BAD_REQUEST',
      config,
      status: 400,
    });
    const text = JSON.stringify(recordOf((logger) => logger.error('x', { err: error })).error);
    expect(text.length - String(error.stack).length - String(failure.stack).length).toBeLessThan(6_000);
    expect(text).toContain('[cut ');
    expect(JSON.parse(text)).toMatchObject({
      code: 'ERR_BAD_REQUEST',
      config: { url: '/orders' },
      cause: { message: 'no room' },
    });
  });
});
