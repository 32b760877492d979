import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { Configuration } from '../../configuration/configuration.js';
import { STORED_CHANNEL } from '../../batch/stored-channel.js';

const CONNECT_TIMEOUT_MS = 2000;

/** Hears when any monitor has stored something, over a connection of its own that is open only while somebody wants to know. */
@Injectable()
export class StoredSignal implements OnApplicationShutdown {
  #client: pg.Client | undefined;
  #onStored: (() => void) | undefined;

  constructor(private readonly configuration: Configuration) {}

  /** Calls `onStored` from now on; after a lost connection only when `listen` is called again. Never rejects. */
  async listen(onStored: () => void): Promise<void> {
    this.#onStored = onStored;
    if (this.#client) return;
    const client = new pg.Client({
      connectionString: this.configuration.databaseUrl,
      application_name: 'log-monitor tail',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    this.#client = client;
    // Also emitted when the server goes away; whoever listens looks by itself once in a while, and calls again.
    client.on('error', () => this.#lose(client));
    client.on('end', () => this.#lose(client));
    client.on('notification', () => this.#onStored?.());
    try {
      await client.connect();
      await client.query(`LISTEN ${STORED_CHANNEL}`);
      // What was stored while the connection was made is not told again.
      this.#onStored?.();
    } catch {
      this.#lose(client);
    }
  }

  /** Stops listening. Never rejects. */
  async stop(): Promise<void> {
    const client = this.#client;
    this.#onStored = undefined;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  #lose(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    void client.end().catch(() => undefined);
  }
}
