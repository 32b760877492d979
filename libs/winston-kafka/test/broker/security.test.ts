import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalKafka, freePort, startKafka } from '@log-monitor/tools';
import { KafkaTransport } from '../../src/index.js';
import { scratchFolder } from '../support/child.js';
import { createTopics, readTopic } from '../support/topics.js';

const scratch = scratchFolder();
const SECRET = 'correct-horse';
let kafka: LocalKafka;
let port: number;
let caFile: string;

beforeAll(async () => {
  const store = join(scratch.path, 'broker.p12');
  caFile = join(scratch.path, 'ca.pem');
  const common = ['-alias', 'broker', '-keystore', store, '-storetype', 'PKCS12', '-storepass', SECRET];
  execFileSync('keytool', ['-genkeypair', '-keyalg', 'EC', '-dname', 'CN=localhost', '-ext', 'SAN=dns:localhost,ip:127.0.0.1', ...common], { stdio: 'ignore' }); // prettier-ignore
  execFileSync('keytool', ['-exportcert', '-rfc', '-file', caFile, ...common], { stdio: 'ignore' });
  port = await freePort();
  kafka = await startKafka({
    heapMb: 384,
    formatArguments: ['512', '256'].flatMap((bits) => [
      '--add-scram',
      `SCRAM-SHA-${bits}=[name=app,password=${SECRET}]`,
    ]),
    listeners: [
      {
        name: 'SECURE',
        protocol: 'SASL_SSL',
        host: '127.0.0.1',
        port,
        properties: {
          'ssl.keystore.location': store,
          'ssl.keystore.password': SECRET,
          'ssl.keystore.type': 'PKCS12',
          'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
          'scram-sha-512.sasl.jaas.config': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
          'scram-sha-256.sasl.jaas.config': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
          'plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required user_app="${SECRET}";`,
        },
      },
    ],
  });
});
afterAll(async () => {
  await kafka?.stop();
  scratch.remove();
});

describe('TLS and SASL', () => {
  it.each(['scram-sha-512', 'scram-sha-256', 'plain'] as const)(
    '%s over TLS, set by variables alone',
    async (mechanism) => {
      const topics = await createTopics(kafka.bootstrapServers);
      const before = { ...process.env };
      Object.assign(process.env, {
        KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${port}`,
        KAFKA_SSL_CA_FILE: caFile,
        KAFKA_SASL_MECHANISM: mechanism,
        KAFKA_SASL_USERNAME: 'app',
        KAFKA_SASL_PASSWORD: SECRET,
      });
      const transport = new KafkaTransport({ service: 'secure', spool: false, ...topics });
      process.env = before;
      transport.log({ level: 'error', message: 'through TLS' }, () => undefined);
      expect(await transport.flush(20_000)).toBe(true);
      await transport.shutdown(5_000);
      expect(await readTopic(kafka.bootstrapServers, topics.errorTopic)).toHaveLength(1);
    },
  );

  it('a wrong password or an unknown certificate is held and named, and nothing is sent', async () => {
    const topics = await createTopics(kafka.bootstrapServers);
    const sasl = { mechanism: 'scram-sha-512' as const, username: 'app', password: 'wrong' };
    const cases = [
      { ssl: { ca: readFileSync(caFile) }, sasl },
      { ssl: true, sasl: { ...sasl, password: SECRET } },
    ];
    for (const options of cases) {
      const transport = new KafkaTransport({ service: 'x', brokers: `127.0.0.1:${port}`, spool: false, onNotice: () => undefined, ...topics, ...options }); // prettier-ignore
      transport.log({ level: 'error', message: 'no' }, () => undefined);
      expect(await transport.flush(2_000)).toBe(false);
      expect(transport.stats()).toMatchObject({ connected: false, delivered: 0, buffered: 1 });
      await transport.shutdown(0);
    }
    expect(await readTopic(kafka.bootstrapServers, topics.topic)).toEqual([]);
  });
});
