import { Agent, get } from 'node:http';

/** What one answer took: milliseconds from when its request was due, and its status. */
export interface Taken {
  ms: number;
  status: number;
}

/** A client with a bounded number of connections that are kept open, as a browser or Grafana has. */
export class LoadClient {
  private readonly agent: Agent;

  constructor(
    private readonly base: string,
    connections: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** `retryAfter`: seconds that a refusal asks to wait. */
  async ask(path: string): Promise<{ status: number; body: string; retryAfter: number }> {
    return await new Promise((resolve, reject) => {
      const request = get(this.base + path, { agent: this.agent }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (body += part));
        const retryAfter = Number(response.headers['retry-after'] ?? 0);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body, retryAfter }));
      });
      request.on('error', reject);
    });
  }

  /**
   * Open loop: requests start on schedule whether or not earlier ones are done, and a request's time counts from when it was
   * due: a slow server cannot hide behind a waiting client.
   *
   * @param rate requests per second
   */
  async openLoop(path: (n: number) => string, seconds: number, rate: number): Promise<Taken[]> {
    const begun = performance.now();
    const taken = await Promise.all(
      Array.from({ length: Math.round(seconds * rate) }, async (_, n) => {
        const due = begun + (n * 1000) / rate;
        await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
        const { status } = await this.ask(path(n));
        return { ms: performance.now() - due, status };
      }),
    );
    // Until the next round the server may close what is idle, and a request on its way then would be lost.
    this.agent.destroy();
    return taken;
  }

  close(): void {
    this.agent.destroy();
  }
}

/** The value that a share of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
