import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, it, onTestFinished } from 'vitest';
import { freePort, isPortFree, nextFreePort } from '../src/stack/process/port.js';

async function listen(host: string, port = 0): Promise<number> {
  const server = createServer().listen(port, host);
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));

it.each(['127.0.0.1', '0.0.0.0', ...(hasIpv6 ? ['::1', '::'] : [])])('sees a listener on %s', async (host) => {
  expect(await isPortFree(await listen(host))).toBe(false);
});

it('gives a different free port on each call', async () => {
  const ports = await Promise.all(Array.from({ length: 30 }, () => freePort()));
  expect(new Set(ports).size).toBe(30);
  for (const port of ports) expect(await isPortFree(port)).toBe(true);
});

it('passes over ports that are taken', async () => {
  const first = await freePort();
  await listen('127.0.0.1', first);
  expect(await nextFreePort(first)).toBeGreaterThan(first);
});
