import { createServer, type Server } from 'node:https';
import { type AddressInfo } from 'node:net';

/**
 * A certificate for localhost that ended on 2024-01-01. Its key is public on purpose: nothing trusts it, it exists so
 * that a client's refusal can be seen.
 */
export const EXPIRED_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBYTCCAQigAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwHhcNMjMwMTAxMDAwMDAwWhcNMjQwMTAxMDAwMDAwWjAUMRIwEAYDVQQDDAls
b2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT8vIPgnBcrRqsvc8X1
gedEcNR/O8XlimpJvCWW99RLIuYxDdcWxEnOo7w4myVR0//qpo/UHO+zHt9tr5SO
WyC+o0swSTAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwDAYDVR0TBAUwAwEB
/zAdBgNVHQ4EFgQUIE6q1LEO++yPL/EPXjB7QKYRTeowCgYIKoZIzj0EAwIDRwAw
RAIgbU2e/ZsFHOSzF8BazOOKcnrrTXUGiK22XRYLksMZcPoCIFO8EoUYlkJz6gvM
7/Fklt7lesP4GCjptJtCgvnY7fzB
-----END CERTIFICATE-----
`;

const PUBLIC_KEY_PAIR_OF_IT = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIEL6zRyIdJ7sdYrV99UhMJ/sQDy0/WnT8H+ubtgpES24oAoGCCqGSM49
AwEHoUQDQgAE/LyD4JwXK0arL3PF9YHnRHDUfzvF5YpqSbwllvfUSyLmMQ3XFsRJ
zqO8OJslUdP/6qaP1Bzvsx7fba+Ujlsgvg==
-----END EC PRIVATE KEY-----
`;

/** An airline that forgot to renew its certificate. */
export class ExpiredTlsServer {
  readonly #server: Server = createServer(
    { cert: EXPIRED_CERTIFICATE, key: PUBLIC_KEY_PAIR_OF_IT },
    (_request, response) => {
      response.end('{}');
    },
  );

  /** @returns the port on 127.0.0.1 */
  async start(): Promise<number> {
    this.#server.on('tlsClientError', () => undefined); // Each client refuses: that is what it is here for.
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
