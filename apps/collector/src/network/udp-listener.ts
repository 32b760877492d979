import { type Socket, createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { aborted } from '../aborted.js';
import type { Address } from '../config/collector-settings.js';
import type { StreamLines } from '../delivery/stream-lines.js';
import { takeDatagram } from '../line/syslog-splitter.js';
import type { Troubles } from '../notice/troubles.js';
import { listening } from './listening.js';

/** What the system may hold between two turns of ours; beyond it datagrams are lost, and nobody is told. */
const RECEIVE_BYTES = 4 * 1024 * 1024;

/** Listens for syslog over UDP: one message in each datagram. */
export class UdpListener {
  readonly #socket: Socket;

  constructor(
    private readonly address: Address,
    private readonly lines: StreamLines,
    private readonly troubles: Troubles,
  ) {
    this.#socket = createSocket({ type: isIPv6(address.host) ? 'udp6' : 'udp4', recvBufferSize: RECEIVE_BYTES });
    this.#socket.on('message', (bytes) => takeDatagram(bytes, lines.take));
  }

  /** @throws CannotListen */
  async start(): Promise<void> {
    const { host, port } = this.address;
    await listening(this.#socket, this.address, () => this.#socket.bind(port, host));
    this.#socket.on('error', (error) => this.troubles.wrong(`listening on UDP port ${port}`, error));
  }

  /** A listener goes on for ever. */
  async finish(signal: AbortSignal): Promise<void> {
    await aborted(signal);
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  async close(ms: number): Promise<void> {
    await this.lines.close(ms);
  }
}
