import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokerProperties, formatProperties, type BrokerPlan } from '../src/stack/kafka/broker-properties.js';

const single: BrokerPlan = {
  nodeId: 1,
  logDir: '/data/log',
  controller: { host: '127.0.0.1', port: 9193 },
  voters: [{ nodeId: 1, host: '127.0.0.1', port: 9193 }],
  listeners: [{ name: 'PLAIN', protocol: 'PLAINTEXT', host: '127.0.0.1', port: 9092 }],
};

/** Reads the syntax as Java's Properties.load does, as far as we write it. */
function load(text: string): Record<string, string> {
  const unescape = (part: string): string => part.replace(/\\(.)/gs, (_, c: string) => (c === 'n' ? '\n' : c));
  return Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const at = /(?<!\\)(?:\\\\)*=/.exec(line);
        if (!at) throw new Error(`no separator in ${line}`);
        const end = at.index + at[0].length;
        return [unescape(line.slice(0, end - 1)), unescape(line.slice(end))];
      }),
  );
}

describe('the properties of a broker', () => {
  it('put the caller last, and keep each listener apart', () => {
    const properties = brokerProperties({
      ...single,
      listeners: [
        ...single.listeners,
        {
          name: 'CLIENT',
          protocol: 'SASL_SSL',
          host: '::1',
          port: 9093,
          advertised: { host: 'proxy', port: 19093 },
          properties: { 'ssl.keystore.location': '/keys/a.p12' },
        },
      ],
      overrides: { 'group.initial.rebalance.delay.ms': '50' },
    });
    expect(properties).toMatchObject({
      listeners: 'PLAIN://127.0.0.1:9092,CLIENT://[::1]:9093,CONTROLLER://127.0.0.1:9193',
      'advertised.listeners': 'PLAIN://127.0.0.1:9092,CLIENT://proxy:19093',
      'listener.security.protocol.map': 'PLAIN:PLAINTEXT,CLIENT:SASL_SSL,CONTROLLER:PLAINTEXT',
      'inter.broker.listener.name': 'PLAIN',
      'listener.name.client.ssl.keystore.location': '/keys/a.p12',
      'group.initial.rebalance.delay.ms': '50',
      'offsets.topic.replication.factor': '1',
    });
  });

  it('replicate the internal topics over three brokers, and survive the loss of one', () => {
    const voters = [1, 2, 3].map((nodeId) => ({ nodeId, host: '127.0.0.1', port: 9190 + nodeId }));
    expect(brokerProperties({ ...single, voters })).toMatchObject({
      'controller.quorum.voters': '1@127.0.0.1:9191,2@127.0.0.1:9192,3@127.0.0.1:9193',
      'offsets.topic.replication.factor': '3',
      'transaction.state.log.min.isr': '2',
    });
  });

  it('are read back by Java as they were meant, whatever is in them', () => {
    const value = fc.string().map((text) => text.replaceAll('\r', '').trimStart());
    const key = fc.string({ minLength: 1 }).map((text) => `k${text.replace(/[\r\n\t\f]/g, '')}`);
    fc.assert(
      fc.property(fc.dictionary(key, value), (properties) => {
        expect(load(formatProperties(properties))).toEqual({ ...properties });
      }),
    );
  });
});
