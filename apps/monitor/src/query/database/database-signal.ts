import pg from 'pg';

const CONNECT_TIMEOUT_MS = 2000;

/** Hears a channel of PostgreSQL's notices, over a connection of its own that is open only while somebody wants to know. */
export class DatabaseSignal {
  #client: pg.Client | undefined;
  #onSignal: (() => void) | undefined;

  /**
   * @param name of the channel; an identifier of ours, never a value
   * @param application under which the connection is seen in PostgreSQL
   */
  constructor(
    private readonly databaseUrl: string,
    private readonly name: string,
    private readonly application: string,
  ) {}

  /** Calls `onSignal` from now on; after a lost connection only when `listen` is called again. Never rejects. */
  async listen(onSignal: () => void): Promise<void> {
    this.#onSignal = onSignal;
    if (this.#client) return;
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      application_name: this.application,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    this.#client = client;
    // Also emitted when the server goes away; whoever listens looks by itself once in a while, and calls again.
    client.on('error', () => this.#lose(client));
    client.on('end', () => this.#lose(client));
    client.on('notification', () => this.#onSignal?.());
    try {
      await client.connect();
      await client.query(`LISTEN ${this.name}`);
      // What was told while the connection was made is not told again.
      this.#onSignal?.();
    } catch {
      this.#lose(client);
    }
  }

  /** Stops listening. Never rejects. */
  async stop(): Promise<void> {
    const client = this.#client;
    this.#onSignal = undefined;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  #lose(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    void client.end().catch(() => undefined);
  }
}
