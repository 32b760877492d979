import { LINE_HEADER } from '@log-monitor/access-record';
import {
  DELIVERY_NUMBERS,
  type DeliveryIdentity,
  type DeliveryNumbers,
  type DeliverySettings,
  KafkaDelivery,
  SharedConnection,
} from '@log-monitor/kafka-delivery';
import type { KafkaSettings } from '../config/collector-settings.js';
import type { LineType, SourceIdentity } from '../line/source-identity.js';

/** Lines of files wait in the files, so the queue is only as large as sending at full speed needs. */
const FILE_NUMBERS = { maxBufferBytes: 64 * 1024 * 1024, maxBufferRecords: 10_000_000 };
/** Large batches, and one at a time: the lines of a file stay in their order. Two of them fit into what the monitor fetches of a partition. */
const BATCHES = { batchBytes: 700 * 1024, batchRecords: 5_000 };

/** Everything is one priority: lines have no level yet. */
export const LINE_PRIORITY = 1;

/** Where lines that cannot wait are kept while they are on their way. */
export interface LineSpool {
  readonly dir: string;
  readonly maxBytes: number;
}

/** Makes the deliveries of all sources, on one connection. */
export class KafkaLines {
  readonly #connection: SharedConnection;
  readonly #common: Omit<DeliverySettings, 'topics' | 'spool'>;

  constructor(
    private readonly kafka: KafkaSettings,
    onNotice: (line: string) => void,
  ) {
    const numbers = Object.entries(DELIVERY_NUMBERS).map(([name, [value]]) => [name, value] as const);
    this.#common = {
      ...(Object.fromEntries(numbers) as DeliveryNumbers),
      ...BATCHES,
      clientName: 'collector',
      brokers: kafka.brokers,
      ssl: kafka.ssl,
      sasl: kafka.sasl,
      createTopics: kafka.createTopics ? 'if-allowed' : false,
      compression: kafka.compression,
      onNotice,
    };
    const { access, error } = kafka.topics;
    this.#connection = new SharedConnection(this.#common, access === error ? [access] : [access, error]);
  }

  get isAway(): boolean {
    return this.#connection.connection.isAway;
  }

  /** A delivery for the lines of one file, whose numbers go on. */
  forFile(source: SourceIdentity, path: string, type: LineType, identity: DeliveryIdentity, onSettled: () => void) {
    const settings = { ...this.#common, ...FILE_NUMBERS, maxInFlight: 1, spool: false as const, identity, onSettled };
    return this.#make(settings, source, type, path);
  }

  /** A delivery for lines that come once: within its caps they are kept in memory and in the spool. */
  forStream(source: SourceIdentity, type: LineType, spool: LineSpool | undefined, onSettled: () => void) {
    const kept = spool === undefined ? (false as const) : { ...spool, from: LINE_PRIORITY };
    return this.#make({ ...this.#common, maxInFlight: 1, spool: kept, onSettled }, source, type, undefined);
  }

  /** Ends the connection; the deliveries are closed by then. */
  stop(): Promise<void> {
    return this.#connection.stop();
  }

  #make(
    settings: Omit<DeliverySettings, 'topics'>,
    source: SourceIdentity,
    type: LineType,
    path: string | undefined,
  ): KafkaDelivery {
    const headers = headersOf(source, path);
    const { instance, seq, report } = LINE_HEADER;
    const plain = { headers, names: { instance, seq, report } };
    return new KafkaDelivery({ ...settings, topics: { main: this.kafka.topics[type] }, plain }, this.#connection);
  }
}

function headersOf(identity: SourceIdentity, path: string | undefined): Record<string, string> {
  const headers: Record<string, string> = { [LINE_HEADER.source]: identity.source };
  const { server, cluster, format, timeZone } = identity;
  for (const [name, value] of Object.entries({ server, cluster, format, timeZone, file: path })) {
    if (value !== undefined) headers[LINE_HEADER[name as 'server']] = value;
  }
  return headers;
}
