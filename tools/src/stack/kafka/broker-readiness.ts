import kafkajs from 'kafkajs';
import { setTimeout as delay } from 'node:timers/promises';

const { Kafka, logLevel } = kafkajs;

/**
 * True once the broker does what a client needs: it knows its controller and coordinates groups. (A fresh broker takes
 * connections a moment before that, and the first consumer would be refused.)
 */
export async function brokerAnswers(bootstrapServers: string): Promise<boolean> {
  const kafka = new Kafka({
    clientId: 'log-monitor-readiness',
    brokers: bootstrapServers.split(','),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const cluster = await admin.describeCluster();
    // kafkajs gives null for "none"; 0 is a valid node.
    if (cluster.controller === null || cluster.brokers.length === 0) return false;
    await admin.describeGroups(['log-monitor-readiness']);
    return true;
  } catch (error) {
    // Refused, not yet elected, not yet loaded: each means "ask again".
    if (error instanceof Error) return false;
    throw error;
  } finally {
    // kafkajs has no deadline of its own here: a frozen broker would hold us.
    await Promise.race([admin.disconnect().catch(() => undefined), delay(2_000)]);
  }
}
