import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SecuredKafka, startSecuredKafka } from '@log-monitor/tools';
import { KafkaTransport } from '../../src/index.js';
import { createTopics, readTopic } from '../../../kafka-delivery/test/support/topics.js';

let secured: SecuredKafka;

beforeAll(async () => {
  secured = await startSecuredKafka();
});
afterAll(() => secured?.stop());

describe('TLS and SASL', () => {
  it.each(['scram-sha-512', 'scram-sha-256', 'plain'] as const)(
    '%s over TLS, set by variables alone',
    async (mechanism) => {
      const topics = await createTopics(secured.kafka.bootstrapServers);
      const before = { ...process.env };
      Object.assign(process.env, {
        KAFKA_BOOTSTRAP_SERVERS: secured.bootstrapServers,
        KAFKA_SSL_CA_FILE: secured.caFile,
        KAFKA_SASL_MECHANISM: mechanism,
        KAFKA_SASL_USERNAME: secured.username,
        KAFKA_SASL_PASSWORD: secured.password,
      });
      const transport = new KafkaTransport({ service: 'secure', spool: false, ...topics });
      process.env = before;
      transport.log({ level: 'error', message: 'through TLS' }, () => undefined);
      expect(await transport.flush(20_000)).toBe(true);
      await transport.shutdown(5_000);
      expect(await readTopic(secured.kafka.bootstrapServers, topics.errorTopic)).toHaveLength(1);
    },
  );

  it('a wrong password or an unknown certificate is held and named, and nothing is sent', async () => {
    const topics = await createTopics(secured.kafka.bootstrapServers);
    const sasl = { mechanism: 'scram-sha-512' as const, username: secured.username, password: 'wrong' };
    const cases = [
      { ssl: { ca: readFileSync(secured.caFile) }, sasl },
      { ssl: true, sasl: { ...sasl, password: secured.password } },
    ];
    for (const options of cases) {
      const transport = new KafkaTransport({ service: 'x', brokers: secured.bootstrapServers, spool: false, onNotice: () => undefined, ...topics, ...options }); // prettier-ignore
      transport.log({ level: 'error', message: 'no' }, () => undefined);
      expect(await transport.flush(2_000)).toBe(false);
      expect(transport.stats()).toMatchObject({ connected: false, delivered: 0, buffered: 1 });
      await transport.shutdown(0);
    }
    expect(await readTopic(secured.kafka.bootstrapServers, topics.topic)).toEqual([]);
  });
});
