import { type AddressInfo, createServer, type Server } from 'node:net';

/** @returns the port on 127.0.0.1; the server does not keep the process. */
export async function listenOnFreePort(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  return (server.address() as AddressInfo).port;
}

/** A port of this machine on which nobody listens: connecting to it is refused. */
export async function findClosedPort(): Promise<number> {
  const server = createServer();
  const port = await listenOnFreePort(server);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
