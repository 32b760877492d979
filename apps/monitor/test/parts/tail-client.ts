import { get, type ClientRequest, type IncomingMessage } from 'node:http';

export interface TailEvent {
  id?: string;
  event?: string;
  data?: string;
}

/** A reader of the live tail as a browser's EventSource: it remembers the last id, and `open` continues after it. */
export class TailClient {
  readonly events: TailEvent[] = [];
  lastEventId: string | undefined;
  status = 0;
  headers: IncomingMessage['headers'] = {};
  #rest = '';
  #request: ClientRequest | undefined;
  #response: IncomingMessage | undefined;
  #cuts = 0;

  /** @param onEvent instead of keeping events in `events` */
  constructor(private readonly onEvent?: (event: TailEvent) => void) {}

  /** @param url of any monitor */
  open(url: string, query = ''): this {
    const headers = this.lastEventId === undefined ? {} : { 'last-event-id': this.lastEventId };
    const cuts = this.#cuts;
    this.#request = get(`${url}/api/v1/logs/tail?${query}`, { headers, agent: false }, (response) => {
      this.#response = response;
      this.status = response.statusCode ?? 0;
      this.headers = response.headers;
      response.setEncoding('utf8');
      // What is still on its way when the connection is cut never arrived.
      response.on('data', (text: string) => cuts === this.#cuts && this.#read(text));
      response.on('error', () => undefined);
    });
    this.#request.on('error', () => undefined);
    return this;
  }

  cut(): void {
    this.#cuts += 1;
    this.#request?.destroy();
    this.#request = undefined;
    this.#response = undefined;
    this.#rest = '';
  }

  /** False before the first answer, and once the connection is gone. */
  get connected(): boolean {
    return this.#response !== undefined && !this.#response.destroyed && this.status === 200;
  }

  /** Stops reading without closing: what a browser does whose page hangs. */
  pause(): void {
    this.#response?.pause();
  }

  resume(): void {
    this.#response?.resume();
  }

  /** Data of the records that came, in their order. */
  get records(): Record<string, unknown>[] {
    return this.events
      .filter(({ event, data }) => event === undefined && data !== undefined)
      .map(({ data }) => JSON.parse(data as string) as Record<string, unknown>);
  }

  get messages(): string[] {
    return this.records.map(({ message }) => message as string);
  }

  has(event: string): boolean {
    return this.events.some((one) => one.event === event);
  }

  #read(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = Object.fromEntries(
        block
          .split('\n')
          .map((line): [string, string] => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
      ) as TailEvent;
      if (event.id !== undefined) this.lastEventId = event.id;
      if (this.onEvent) this.onEvent(event);
      else this.events.push(event);
    }
  }
}
