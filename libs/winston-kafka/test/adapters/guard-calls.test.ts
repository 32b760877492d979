import { describe, expect, it } from 'vitest';
import winston from 'winston';
import TransportStream from 'winston-transport';
import { createLogger } from '../../src/index.js';

class Catcher extends TransportStream {
  readonly infos: Record<string, unknown>[] = [];

  override log(info: Record<string, unknown>, callback: () => void): void {
    this.infos.push(info);
    callback();
  }
}

const throwing = (): never => {
  throw new Error('on purpose');
};

describe('a logger of createLogger', () => {
  it('takes what winston throws at, from a child too, and says so once', () => {
    const catcher = new Catcher();
    const notices: string[] = [];
    const onNotice = (line: string): void => void notices.push(line);
    const kafka = { brokers: '127.0.0.1:1', service: 'x', spool: false as const, onNotice };
    const logger = createLogger({ console: false, kafka, transports: [catcher] });
    const error = Object.freeze(new Error('frozen'));
    logger.error(error);
    logger.child({ tenant: 't' }).critical('text', { get bad() { return throwing(); } }); // prettier-ignore
    const whole = Object.freeze({ level: 'warning', message: 'frozen' });
    logger.log(whole);
    logger.info('plain');
    expect(catcher.infos.map(({ level, message, tenant }) => [level, message, tenant])).toEqual([
      ['error', 'frozen', undefined],
      ['critical', 'text', 't'],
      ['warning', '', undefined],
      ['info', 'plain', undefined],
    ]);
    expect(catcher.infos[0]?.['err']).toBe(error);
    expect(catcher.infos[2]?.['args']).toEqual([whole]);
    expect(notices).toEqual([expect.stringContaining('winston refused a log call: ')]);
    logger.close();
  });

  it('hands on whole what no text can be made of', () => {
    const catcher = new Catcher();
    const logger = createLogger({ console: false, kafka: false, transports: [catcher] });
    const value = { toJSON: throwing };
    logger.info('text', { value });
    expect(catcher.infos).toEqual([expect.objectContaining({ message: 'text', value })]);
    expect((catcher.infos[0] as Record<symbol, unknown>)[Symbol.for('message')]).toContain('cannot be shown');
  });

  it('keeps the service’s own format', () => {
    const catcher = new Catcher();
    const format = winston.format((info) => ({ ...info, shaped: true }))();
    createLogger({ console: false, kafka: false, format, transports: [catcher] }).info('text');
    expect(catcher.infos).toEqual([expect.objectContaining({ message: 'text', shaped: true })]);
  });
});
