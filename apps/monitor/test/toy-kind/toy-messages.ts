import type { ServiceShare } from '../../src/batch/batch.js';
import type { DeadLetter } from '../../src/batch/dead-letter.js';
import type { MessageKind } from '../../src/ingest/kind/message-kind.js';

/** What a batch of the toy kind carries: readings, column by column. */
export interface ToyBatch {
  offsets: number[];
  sensors: string[];
}

export const TOY_KIND = 'toy';

/** A kind of records as simple as can be: a message is the name of a sensor, in capitals. */
export const TOY_MESSAGES: MessageKind<ToyBatch> = {
  kind: TOY_KIND,
  read(messages, { from, to }) {
    const payload: ToyBatch = { offsets: [], sensors: [] };
    const deadLetters: DeadLetter[] = [];
    const services = new Map<string, ServiceShare>();
    for (let at = from; at < to; at += 1) {
      const message = messages.messageAt(at);
      const sensor = message.value?.toString() ?? '';
      if (!/^[A-Z]+$/.test(sensor)) {
        deadLetters.push({ message, reason: 'not_json', detail: 'not a sensor' });
        continue;
      }
      payload.offsets.push(message.offset);
      payload.sensors.push(sensor);
      const share = services.get(sensor) ?? { records: 0, bytes: 0 };
      services.set(sensor, { records: share.records + 1, bytes: share.bytes + sensor.length });
    }
    const last =
      payload.offsets.length === 0 ? undefined : { id: '', kafkaTime: messages.kafkaTimes[to - 1] as number };
    const earliestTime = last?.kafkaTime ?? Number.POSITIVE_INFINITY;
    return { payload, records: payload.offsets.length, last, earliestTime, services, deadLetters, news: [] };
  },
};
