import type { EventEmitter } from 'node:events';
import type { Address } from '../config/collector-settings.js';

/** An address cannot be listened on; the message says why. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen';
}

/**
 * Begins to listen.
 *
 * @throws CannotListen
 */
export async function listening(server: EventEmitter, { host, port }: Address, begin: () => void): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.once('listening', () => {
        server.off('error', reject);
        resolve();
      });
      begin();
    });
  } catch (error) {
    throw new CannotListen(`${host}:${port} cannot be listened on: ${(error as Error).message}`, { cause: error });
  }
}
