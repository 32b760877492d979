/** The monitor gave no answer; the message says why and what can be done. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}

const DEADLINE_MS = 15_000;

/** Asks the REST API of a monitor. */
export class MonitorClient {
  readonly #base: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #signal: AbortSignal;

  constructor(base: URL, token: string | undefined, signal: AbortSignal) {
    this.#base = base;
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    this.#signal = signal;
  }

  /** @throws RequestError */
  async get<Answer>(
    path: string,
    parameters: Readonly<Record<string, string>>,
    deadlineMs: number = DEADLINE_MS,
  ): Promise<Answer> {
    return (await (await this.#whole(path, parameters, deadlineMs)).json()) as Answer;
  }

  /** An answer that is no JSON. @throws RequestError */
  async text(path: string, parameters: Readonly<Record<string, string>>, deadlineMs: number): Promise<string> {
    return (await this.#whole(path, parameters, deadlineMs)).text();
  }

  #whole(path: string, parameters: Readonly<Record<string, string>>, deadlineMs: number): Promise<Response> {
    return this.#ask(path, parameters, {}, AbortSignal.any([this.#signal, AbortSignal.timeout(deadlineMs)]));
  }

  /**
   * Opens a stream of server-sent events.
   *
   * @throws RequestError
   */
  async events(
    path: string,
    parameters: Readonly<Record<string, string>>,
    lastEventId: string | undefined,
  ): Promise<ReadableStream<Uint8Array>> {
    const headers = { accept: 'text/event-stream', ...(lastEventId && { 'last-event-id': lastEventId }) };
    const response = await this.#ask(path, parameters, headers, this.#signal);
    if (!response.body) throw new RequestError('The monitor sent an empty stream.');
    return response.body;
  }

  async #ask(
    path: string,
    parameters: Readonly<Record<string, string>>,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Response> {
    const address = new URL(path, this.#base);
    address.search = new URLSearchParams(parameters).toString();
    let response: Response;
    try {
      response = await fetch(address, { headers: { ...headers, ...this.#headers }, signal });
    } catch (cause) {
      const reason = `No monitor answers at ${this.#base.origin}: is it running? --url or LOG_MONITOR_URL names another.`;
      throw new RequestError(reason, { cause });
    }
    if (response.ok) return response;
    throw new RequestError(await reasonOf(response));
  }
}

async function reasonOf(response: Response): Promise<string> {
  if (response.status === 401) return 'The monitor asks for a token: set LOG_MONITOR_TOKEN.';
  const text = await response.text();
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    if (typeof detail === 'string') return detail;
  } catch {
    // Not from the monitor: a proxy's page, of which the status says enough.
  }
  return `The monitor answered ${response.status}.`;
}
