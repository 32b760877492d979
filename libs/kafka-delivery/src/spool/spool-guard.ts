import { existsSync, rmSync } from 'node:fs';
import { type Server, connect, createServer } from 'node:net';
import { SpoolUnusable } from './spool-folder.js';

const KNOCK_TIMEOUT_MS = 1_000;

/**
 * The sign of life of a spool's owner: a listening Unix socket. The system closes it with the process, however that
 * ends; process ids would mean nothing across containers, and Node has no flock.
 */
export class SpoolGuard {
  readonly #server: Server;

  /** @throws SpoolUnusable when the socket cannot be made */
  constructor(private readonly path: string) {
    this.#server = createServer((socket) => socket.destroy());
    this.#server.on('error', () => undefined);
    // `exclusive`: in a cluster's worker the socket must be the worker's own. Binding is done when this returns.
    this.#server.listen({ path, exclusive: true });
    this.#server.unref();
    if (!existsSync(path)) throw new SpoolUnusable(`no Unix socket can be made at ${path}`);
  }

  /** Gives the sign of life up. Synchronous, for the end of the process. */
  release(): void {
    this.#server.close();
    rmSync(this.path, { force: true });
  }
}

/**
 * Whether the owner of a socket lives. In doubt it does: taking a living owner's files would send them twice,
 * leaving a dead one's only delays them.
 */
export function ownerLives(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path: socketPath });
    socket.unref();
    const timer = setTimeout(() => finish(true), KNOCK_TIMEOUT_MS);
    timer.unref();
    const finish = (lives: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(lives);
    };
    socket.once('connect', () => finish(true));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      finish(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT');
    });
  });
}
