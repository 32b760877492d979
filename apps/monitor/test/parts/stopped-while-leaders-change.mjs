// A consumer of kafkajs is stopped while the brokers that lead partitions change. Says "stopped" when the process can go on.
import { createRequire } from 'node:module';
import { once, EventEmitter } from 'node:events';
import kafkajs from 'kafkajs';

if (process.argv[2] === 'mended') {
  const { endStoppedFetches } = await import('../../dist/ingest/kafka/end-stopped-fetches.js');
  endStoppedFetches();
}
const Runner = createRequire(import.meta.url)('kafkajs/src/consumer/runner.js');
const brokers = new EventEmitter();
let nodes = [1, 2];
const group = {
  connect: async () => undefined,
  joinAndSync: async () => undefined,
  leave: async () => undefined,
  heartbeat: async () => undefined,
  getNodeIds: () => nodes,
  fetch: async (node) => {
    await once(brokers, `answer ${node}`);
    return [];
  },
};
const { logger } = new kafkajs.Kafka({ brokers: ['none'], logLevel: kafkajs.logLevel.NOTHING }).consumer({
  groupId: 'x',
});
const runner = new Runner({
  ...{ logger: logger(), consumerGroup: group, instrumentationEmitter: new EventEmitter(), concurrency: 1 },
  ...{ eachBatch: async () => undefined, onCrash: () => undefined, retry: { initialRetryTime: 10, retries: 1 } },
});
await runner.start();
const turn = () => new Promise((resolve) => setImmediate(resolve));
await turn();
nodes = [1];
// Its next fetch finds that the brokers have changed; the other fetcher still waits for its answer.
brokers.emit('answer 2');
await turn();
const stopped = runner.stop();
brokers.emit('answer 1');
await stopped;
console.log('stopped');
