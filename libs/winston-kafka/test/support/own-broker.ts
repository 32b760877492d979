import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type LocalKafka, startKafka } from '@log-monitor/tools';
import { scratchFolder } from './child.js';
import { type Topics, createTopics } from '../../../kafka-delivery/test/support/topics.js';

/** A broker that a test file may kill and freeze, and what each test has for itself. */
export interface OwnBroker {
  readonly kafka: LocalKafka;
  /** Two of this test's own; to be replaced where they need a configuration. */
  topics: Topics;
  /** A folder that does not exist yet. */
  readonly spool: string;
  /** A file that does not exist yet. */
  readonly oracle: string;
  /** Options of a transport that uses all of it. */
  options(more?: object): object;
}

/** To be called once at the top of a test file. */
export function ownBroker(): OwnBroker {
  const scratch = scratchFolder();
  let kafka: LocalKafka;
  let number = 0;
  const own = {
    topics: { topic: '', errorTopic: '' },
    get kafka() {
      return kafka;
    },
    get spool() {
      return join(scratch.path, String(number));
    },
    get oracle() {
      return join(scratch.path, `oracle-${number}`);
    },
    options: (more: object = {}) => ({
      brokers: kafka.bootstrapServers,
      spool: { dir: own.spool },
      ...own.topics,
      ...more,
    }),
  };
  beforeAll(async () => {
    kafka = await startKafka({ heapMb: 384 });
  });
  afterAll(async () => {
    await kafka?.stop();
    scratch.remove();
  });
  beforeEach(async () => {
    number += 1;
    own.topics = await createTopics(kafka.bootstrapServers);
  });
  return own;
}
