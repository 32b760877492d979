import type { ServerResponse } from 'node:http';

/** A stand-in for the live tail: one stream of events, numbered, that a reader can join anywhere. */
export class FixtureTail {
  /** After what each connection asked to go on; empty for a new one. */
  readonly joinedAfter: string[] = [];
  #frames: string[] = [];
  #readers = new Set<ServerResponse>();

  get readers(): number {
    return this.#readers.size;
  }

  join(query: URLSearchParams, response: ServerResponse): void {
    const after = query.get('lastEventId') ?? '';
    this.joinedAfter.push(after);
    const start = after === '' ? this.#frames.length : Number(after);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.write(heartbeatAt(start));
    for (const frame of this.#frames.slice(start)) response.write(frame);
    this.#readers.add(response);
    response.on('close', () => this.#readers.delete(response));
  }

  /** Sends an event; without a name it is a record. */
  send(data: string, event?: string): void {
    const id = this.#frames.length + 1;
    const frame = `id: ${id}\n${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`;
    this.#frames.push(frame);
    for (const reader of this.#readers) reader.write(frame);
  }

  heartbeat(): void {
    for (const reader of this.#readers) reader.write(heartbeatAt(this.#frames.length));
  }

  /** Cuts every connection in the middle. */
  cut(): void {
    for (const reader of this.#readers) reader.destroy();
  }
}

function heartbeatAt(place: number): string {
  const data = { completeThrough: new Date().toISOString(), lag: { records: 0, seconds: 0 } };
  return `id: ${place}\nevent: heartbeat\ndata: ${JSON.stringify(data)}\n\n`;
}
