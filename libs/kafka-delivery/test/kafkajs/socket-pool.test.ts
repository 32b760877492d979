import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SocketPool } from '../../src/kafkajs/socket-pool.js';

let server: Server;
let accepted: Socket[];
beforeEach(async () => {
  accepted = [];
  server = createServer((socket) => accepted.push(socket.on('error', () => undefined))).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  for (const socket of accepted) socket.destroy();
  server.close();
});

function connect(pool: SocketPool): Socket {
  const { port } = server.address() as AddressInfo;
  const none = null as unknown as ConnectionOptions;
  return pool.make({ host: '127.0.0.1', port, ssl: none, onConnect: () => undefined });
}

it('cuts what is open, and what is opened afterwards: a client that is given up cannot come back', async () => {
  const pool = new SocketPool();
  const open = connect(pool);
  await once(open, 'connect');
  const ended = once(open, 'error');
  pool.destroy('given up');
  expect(String((await ended)[0])).toContain('given up');
  const late = connect(pool);
  expect(String((await once(late, 'error'))[0])).toContain('given up');
  expect([open.destroyed, late.destroyed]).toEqual([true, true]);
});
