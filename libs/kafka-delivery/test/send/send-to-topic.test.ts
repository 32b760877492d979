import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifySendError } from '../../src/kafkajs/classify-send-error.js';
import { sendToTopic } from '../../src/send/send-to-topic.js';

const kafkaError = (type: string, retriable = false): Error =>
  Object.assign(new Error(type), {
    cause: Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type, retriable }),
  });

async function deliver(
  records: readonly number[],
  send: (records: readonly number[], timestamp: number | undefined) => void,
): Promise<{ acknowledged: number[]; refused: number[]; shifted: number; error: unknown }> {
  const result = { acknowledged: [] as number[], refused: [] as number[], shifted: 0, error: undefined as unknown };
  await sendToTopic(records, async (part, timestamp) => send(part, timestamp), {
    acknowledged: (done) => result.acknowledged.push(...done),
    refused: (record) => result.refused.push(record),
    shifted: (count) => (result.shifted += count),
  }).catch((error: unknown) => (result.error = error));
  return result;
}

describe('sendToTopic', () => {
  it('isolates exactly the bad records of any batch, in few sends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 300 }), async (bad) => {
        const { acknowledged, refused, error } = await deliver([...bad.keys()], (part) => {
          if (part.some((index) => bad[index])) throw kafkaError('MESSAGE_TOO_LARGE');
        });
        expect(error).toBeUndefined();
        expect(refused).toEqual([...bad.keys()].filter((index) => bad[index]));
        expect(acknowledged).toEqual([...bad.keys()].filter((index) => !bad[index]));
      }),
    );
  });

  it('one bad record of 512 costs nineteen sends', async () => {
    let sends = 0;
    await deliver([...Array(512).keys()], (part) => {
      sends += 1;
      if (part.includes(300)) throw kafkaError('INVALID_RECORD');
    });
    expect(sends).toBe(19);
  });

  it('what a topic takes only with an earlier time is sent a day earlier, once', async () => {
    const seen: (number | undefined)[] = [];
    const result = await deliver([1, 2], (_, timestamp) => {
      seen.push(timestamp);
      if (timestamp === undefined) throw kafkaError('INVALID_TIMESTAMP');
    });
    expect(result).toMatchObject({ acknowledged: [1, 2], refused: [], shifted: 2 });
    expect(Date.now() - Number(seen[1])).toBeGreaterThan(86_000_000);
    const never = await deliver([1, 2], () => {
      throw kafkaError('INVALID_TIMESTAMP');
    });
    expect(never.refused).toEqual([1, 2]);
  });

  it('blames no record for a broken connection, and keeps what was acknowledged before it', async () => {
    let sends = 0;
    const result = await deliver([1, 2, 3, 4], () => {
      if (++sends === 1) throw kafkaError('MESSAGE_TOO_LARGE');
      if (sends === 3) throw new Error('socket closed');
    });
    expect(result).toMatchObject({ acknowledged: [1, 2], refused: [] });
    expect(result.error).toBeInstanceOf(Error);
  });
});

describe('classifySendError', () => {
  it.each([
    [kafkaError('UNKNOWN_TOPIC_OR_PARTITION', true), 'topic'],
    [kafkaError('TOPIC_AUTHORIZATION_FAILED'), 'topic'],
    [kafkaError('INVALID_TIMESTAMP'), 'timestamp'],
    [kafkaError('MESSAGE_TOO_LARGE'), 'refused'],
    [kafkaError('NOT_ENOUGH_REPLICAS', true), 'broker'],
    [Object.assign(new Error('x'), { name: 'KafkaJSConnectionError' }), 'connection'],
    [new RangeError('encoder'), 'refused'],
    [undefined, 'connection'],
  ] as const)('%s is %s', (error, failure) => {
    expect(classifySendError(error)).toBe(failure);
  });
});
