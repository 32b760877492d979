import { type SecuredKafka, startSecuredKafka, uniqueName } from '@log-monitor/tools';
import kafkajs, { type KafkaConfig } from 'kafkajs';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { runGenerator } from './support/run-generator.js';

const RANGE = ['--from', '2026-11-26T08:00:00Z', '--to', '2026-11-26T08:10:00Z'];

/** Everything in a topic of one partition. */
async function messagesOf(config: KafkaConfig, topic: string, count: number): Promise<string[]> {
  const consumer = new kafkajs.Kafka({ ...config, logLevel: kafkajs.logLevel.NOTHING }).consumer({
    groupId: uniqueName('reader'),
  });
  const messages: string[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error(`${messages.length} of ${count} messages have come`)), 30_000);
    void consumer.run({
      eachMessage: async ({ message }) => {
        messages.push(String(message.value));
        if (messages.length === count) {
          clearTimeout(deadline);
          resolve();
        }
      },
    });
  });
  await consumer.disconnect();
  return messages;
}

let secured: SecuredKafka | undefined;
afterAll(async () => {
  await secured?.stop();
});

describe('Kafka', () => {
  it('gets one message a line, in any topics', async () => {
    const brokers = inject('kafkaBootstrapServers');
    const topics = [uniqueName('Logs'), uniqueName('web-errors')] as const;
    const argv = [...RANGE, '-m', 'both', '-o', `kafka:${topics[0]}`, '--error-output', `kafka:${topics[1]}`];
    const { code, notes } = await runGenerator(argv, { environment: { KAFKA_BOOTSTRAP_SERVERS: brokers } });
    expect(notes.at(-1)).toContain(`to topic ${topics[0]}, topic ${topics[1]}.`);
    expect(code).toBe(0);
    const { lines } = await runGenerator(RANGE);
    expect((await messagesOf({ brokers: [brokers] }, topics[0], lines.length)).sort()).toEqual([...lines].sort());
    expect((await messagesOf({ brokers: [brokers] }, topics[1], 1))[0]).toMatch(/^2026\/11\/26 08:0\d:\d\d \[/);
  });

  it('says in one sentence that it is not there', async () => {
    const { code, notes } = await runGenerator(['-o', 'kafka:Logs'], {
      environment: { KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1' },
    });
    expect(code).toBe(1);
    expect(notes).toEqual([expect.stringMatching(/^Kafka at 127\.0\.0\.1:1 does not take lines for Logs: /)]);
  });

  it('is not asked with variables that make no sense', async () => {
    const environment = { KAFKA_SASL_MECHANISM: 'kerberos' };
    const { notes } = await runGenerator(['-o', 'kafka:Logs'], { environment });
    expect(notes).toEqual(['KAFKA_SASL_MECHANISM must be plain, scram-sha-256 or scram-sha-512.']);
  });

  it('is spoken to by TLS and SASL when the variables of the house say so', async () => {
    secured = await startSecuredKafka();
    const topic = uniqueName('secured');
    const environment = {
      KAFKA_BOOTSTRAP_SERVERS: secured.bootstrapServers,
      KAFKA_SSL_CA_FILE: secured.caFile,
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: secured.username,
      KAFKA_SASL_PASSWORD: secured.password,
    };
    const { code, notes } = await runGenerator([...RANGE, '-n', '100', '-o', `kafka:${topic}`], { environment });
    expect(notes).toEqual([expect.stringMatching(/^100 lines in /)]);
    expect(code).toBe(0);
    expect(await messagesOf({ brokers: [secured.kafka.bootstrapServers] }, topic, 100)).toHaveLength(100);
    const wrong = { ...environment, KAFKA_SASL_PASSWORD: 'wrong' };
    expect((await runGenerator(['-o', `kafka:${topic}`], { environment: wrong })).notes).toEqual([
      expect.stringMatching(/does not take lines for .*: .*(SASL|[Aa]uthentication)/),
    ]);
  });
});
