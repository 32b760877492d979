const LENGTH = 4;
const PRODUCE = 0;

/**
 * Reads one connection's Kafka protocol, as far as it needs to know which produce requests have no answer yet. kafkajs
 * speaks versions without tagged fields (up to 7 of Produce).
 */
export class ProduceWatch {
  readonly #open = new Map<number, string>();
  readonly #sent = new Frames((frame) => this.#request(frame));
  readonly #answered = new Frames((frame) => this.#open.delete(frame.readInt32BE(0)));

  /** @param begun called with the topic of a produce request as it begins */
  constructor(private readonly begun: (topic: string) => void) {}

  fromClient(chunk: Buffer): void {
    this.#sent.add(chunk);
  }

  toClient(chunk: Buffer): void {
    this.#answered.add(chunk);
  }

  underWay(topic: string): number {
    return [...this.#open.values()].filter((each) => each === topic).length;
  }

  #request(frame: Buffer): void {
    if (frame.readInt16BE(0) !== PRODUCE) return;
    const correlation = frame.readInt32BE(4);
    let at = 8 + 2 + Math.max(0, frame.readInt16BE(8)); // client id
    at += 2 + Math.max(0, frame.readInt16BE(at)); // transactional id
    at += 2 + 4 + 4; // acks, timeout, number of topics
    const topic = frame.toString('utf8', at + 2, at + 2 + frame.readInt16BE(at));
    this.#open.set(correlation, topic);
    this.begun(topic);
  }
}

/** Cuts a stream into the frames of Kafka's protocol: a length, then so many bytes. */
class Frames {
  #rest = Buffer.alloc(0);

  constructor(private readonly frame: (frame: Buffer) => void) {}

  add(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= LENGTH) {
      const end = LENGTH + this.#rest.readInt32BE(0);
      if (this.#rest.length < end) return;
      this.frame(this.#rest.subarray(LENGTH, end));
      this.#rest = this.#rest.subarray(end);
    }
  }
}
