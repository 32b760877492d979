import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';

const COLLECTORS = 6;
const DAY_MS = 86_400_000;
const LINES_PER_SEND = 5000;
const CLIENTS = 20_000;
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'curl/8.11.1',
];
const STATUSES = [200, 200, 200, 200, 200, 200, 200, 304, 301, 404, 200, 200, 200, 500, 200, 200];

/** What a topic was filled with. */
export interface AccessLoad {
  topic: string;
  records: number;
  /** Of all lines. */
  bytes: number;
  /** The same requests as ready-made COPY text. */
  copyText: Buffer[];
}

/** One request of a day in nginx's format "combined", and its row. */
function newLine(number: number, time: number): { line: string; row: string } {
  const shuffled = (number * 2_654_435_761) % 4_294_967_296;
  const client = `203.${shuffled % 3}.${(shuffled >>> 8) % 80}.${(shuffled >>> 16) % (CLIENTS / 240)}`;
  const path =
    number % 3 === 0 ? `/assets/app.${number % 40}.js` : `/api/v1/${NAMES[shuffled % NAMES.length]}/${number}`;
  const status = STATUSES[(shuffled >>> 4) % STATUSES.length] as number;
  const bytes = 200 + (shuffled % 40_000);
  const agent = AGENTS[(shuffled >>> 6) % AGENTS.length] as string;
  const [, day, month, year, clock] = /(\d\d) (\w{3}) (\d{4}) (\S+)/.exec(
    new Date(time).toUTCString(),
  ) as RegExpExecArray;
  const line = `${client} - - [${day}/${month}/${year}:${clock} +0000] "GET ${path} HTTP/1.1" ${status} ${bytes} "https://shop.example.com/" "${agent}"`;
  return { line, row: `${[new Date(time).toISOString(), client, 'GET', path, status, bytes, line].join('\t')}\n` };
}

const NAMES = ['orders', 'users', 'payments', 'mails', 'carts', 'items', 'prices', 'stocks', 'reviews', 'searches'];

/** Fills a topic with one ordinary day of lines as collectors send them, in the order of their times. */
export async function fillAccessTopic(broker: string, topic: string, records: number): Promise<AccessLoad> {
  const kafka = new kafkajs.Kafka({ brokers: [broker], logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];
  await admin.createTopics({ topics: [{ topic, numPartitions: COLLECTORS, configEntries }], waitForLeaders: true });
  await admin.disconnect();
  const createPartitioner =
    () =>
    ({ message }: { message: kafkajs.Message }) =>
      Number(message.partition);
  const producer = kafka.producer({ createPartitioner });
  await producer.connect();
  const collectors = Array.from({ length: COLLECTORS }, (_, partition) => ({
    instance: randomUUID(),
    partition,
    seq: 0,
  }));
  const begin = Date.now() - DAY_MS;
  const copyText: Buffer[] = [];
  let bytes = 0;
  for (let number = 0; number < records;) {
    const messages: kafkajs.Message[] = [];
    let text = '';
    for (; messages.length < LINES_PER_SEND && number < records; number += 1) {
      const collector = collectors[number % COLLECTORS] as (typeof collectors)[number];
      const { instance, partition } = collector;
      const { line, row } = newLine(number, begin + Math.floor((number / records) * DAY_MS));
      const seq = String((collector.seq += 1));
      const headers = {
        instance,
        seq,
        'last-seq': seq,
        source: `shop-${partition % 3}`,
        server: `web${partition}`,
        file: '/var/log/nginx/access.log',
      };
      messages.push({ key: instance, value: line, partition, headers });
      bytes += line.length;
      text += row;
    }
    copyText.push(Buffer.from(text));
    await producer.send({ topic, messages });
  }
  await producer.disconnect();
  return { topic, records, bytes, copyText };
}
