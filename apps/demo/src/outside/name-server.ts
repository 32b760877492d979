import { createSocket, type Socket } from 'node:dgram';

const FLAGS_NAME_ERROR = 0x8183; // RFC 1035 §4.1.1: response, recursion desired and available, RCODE 3 (NXDOMAIN)
const HEADER_BYTES = 12;

/** A DNS server that knows no name: every question gets NXDOMAIN, whether this machine has a network or not. */
export class NameServer {
  readonly #socket: Socket = createSocket('udp4');

  /** @returns `address:port`, as `Resolver.setServers` takes it */
  async start(): Promise<string> {
    this.#socket.on('message', (question, from) => {
      this.#socket.send(refusal(question), from.port, from.address);
    });
    await new Promise<void>((resolve, reject) => {
      this.#socket.once('error', reject).bind(0, '127.0.0.1', resolve);
    });
    this.#socket.unref();
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }
}

function refusal(question: Buffer): Buffer {
  const answer = Buffer.from(question);
  if (answer.length < HEADER_BYTES) return answer;
  answer.writeUInt16BE(FLAGS_NAME_ERROR, 2);
  // No answer, authority or additional records: the question's own EDNS record must not be announced.
  answer.writeUInt16BE(0, 6);
  answer.writeUInt16BE(0, 8);
  answer.writeUInt16BE(0, 10);
  return answer;
}
