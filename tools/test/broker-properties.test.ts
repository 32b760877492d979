import { expect, it } from 'vitest';
import { brokerProperties, formatProperties, type BrokerPlan } from '../src/stack/kafka/broker-properties.js';

const single: BrokerPlan = {
  nodeId: 1,
  logDir: '/data/log',
  controller: { host: '127.0.0.1', port: 9193 },
  voters: [{ nodeId: 1, host: '127.0.0.1', port: 9193 }],
  listeners: [{ name: 'PLAIN', protocol: 'PLAINTEXT', host: '127.0.0.1', port: 9092 }],
};

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

it('are written so that Java reads them as they were meant, a Windows path for instance', () => {
  expect(formatProperties({ 'log.dirs': 'C:\\data\\log', 'a b': 'c=d' })).toBe(
    'log.dirs=C:\\\\data\\\\log\na\\ b=c=d\n',
  );
});
