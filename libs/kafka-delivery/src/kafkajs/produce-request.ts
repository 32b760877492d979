/** Where a record batch is to go. */
export interface ProduceTarget {
  readonly topic: string;
  readonly partition: number;
  /** -1: all replicas in sync. */
  readonly acks: number;
  /** Milliseconds that the broker may wait for the replicas. */
  readonly timeout: number;
}

/**
 * Encodes the body of a Produce request of one batch, versions 3 to 7 (they are the same). Layout: Kafka's protocol
 * documentation, "Produce API".
 */
export function encodeProduceRequest({ topic, partition, acks, timeout }: ProduceTarget, batch: Buffer): Buffer {
  const name = Buffer.from(topic);
  const before = Buffer.alloc(2 + 2 + 4 + 4 + 2);
  before.writeInt16BE(-1, 0); // no transaction
  before.writeInt16BE(acks, 2);
  before.writeInt32BE(timeout, 4);
  before.writeInt32BE(1, 8); // topics
  before.writeInt16BE(name.length, 12);
  const after = Buffer.alloc(4 + 4 + 4);
  after.writeInt32BE(1, 0); // partitions
  after.writeInt32BE(partition, 4);
  after.writeInt32BE(batch.length, 8);
  return Buffer.concat([before, name, after, batch]);
}
