import { mkdirSync, rmSync } from 'node:fs';
import { type Server, connect, createServer } from 'node:net';
import { join } from 'node:path';

/** Another collector uses the same folder: both would number the same lines. */
export class StateInUse extends Error {
  override readonly name = 'StateInUse';
}

/**
 * Keeps a second collector from the same positions. The sign of life is a listening Unix socket: the system closes it
 * with the process, however that ends.
 */
export class StateLock {
  private constructor(
    private readonly server: Server,
    private readonly path: string,
  ) {}

  /** @throws StateInUse; or the error of the system */
  static async take(folder: string): Promise<StateLock> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, 'in-use');
    if (await answers(path))
      throw new StateInUse(`Another collector uses ${folder}; give this one its own with --state.`);
    rmSync(path, { force: true });
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ path, exclusive: true }, resolve);
    });
    server.unref();
    return new StateLock(server, path);
  }

  release(): void {
    this.server.close();
    rmSync(this.path, { force: true });
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
