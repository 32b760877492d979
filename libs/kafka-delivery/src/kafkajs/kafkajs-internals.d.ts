/** Modules of kafkajs 2.2.4 that it does not document, as far as we touch them. */

declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    clientId: string;
    pending: unknown[];
    throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
  }
}

declare module 'kafkajs/src/protocol/requests/produce/index.js' {
  export interface ProduceData {
    readonly acks: number;
    readonly timeout: number;
    readonly compression?: number;
    readonly topicData: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly messages: readonly { value: unknown }[] }[];
    }[];
  }
  export interface Encoded {
    /** What kafkajs looks at to know an encoder, and what it writes. */
    readonly buf: Buffer;
    readonly buffer: Buffer;
  }
  export type MakeExchange = (data: ProduceData) => { request: { encode(): Promise<Encoded> } };
  const produce: { protocol(version: { version: number }): MakeExchange };
  export default produce;
}
