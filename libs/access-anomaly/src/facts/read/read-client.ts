import { type ByteReader, StatisticsFormatError } from '@log-monitor/access-statistics';
import type { ClientTable } from '../client-table.js';
import { CLIENT } from '../facts-format.js';
import { writeIpv4, IPV4_BYTES } from '../ipv4.js';

/** In version 1. */
const FIRST = { hasDenied: 1, hasFailed: 2, isBadBot: 4, hasHosts: 8 } as const;

/**
 * Reads a client of a window and adds what it did.
 *
 * @param hosts numbers of the hosts in the table, in the order in which they were written
 * @throws StatisticsFormatError
 */
export function readClient(reader: ByteReader, clients: ClientTable, hosts: readonly number[]): void {
  const flags = reader.byte();
  const isIpv4 = (flags & CLIENT.isIpv4) !== 0;
  const { bytes, start, end } = isIpv4 ? reader.bytes(IPV4_BYTES) : reader.part();
  const client = clients.rowOf(bytes, start, end, isIpv4);
  const requests = flags & CLIENT.oneRequest ? 1 : reader.number();
  clients.addRequests(client, requests);
  if (flags & CLIENT.hasHosts) readHosts(reader, clients, client, hosts);
  else clients.addToHost(client, hostAt(hosts, flags & CLIENT.firstHost ? 0 : reader.number()), requests);
  for (let left = flags & CLIENT.oneAgent ? 1 : reader.number(); left > 0; left -= 1)
    clients.addAgent(client, reader.uint32());
  if (flags & CLIENT.hasDenied) {
    clients.addDenied(client, reader.number());
    for (let left = reader.number(); left > 0; left -= 1) clients.addRoute(client, 'denied', reader.uint32());
  }
  if (flags & CLIENT.hasFailed) {
    clients.addFailed(client, reader.number());
    for (let left = reader.number(); left > 0; left -= 1) clients.addRoute(client, 'failed', reader.uint32());
  }
  if (flags & CLIENT.isBadBot) clients.addBadBot(client, reader.number());
}

/** The same of version 1. A monitor of that version may still write while this one judges. */
export function readFirstClient(reader: ByteReader, clients: ClientTable, hosts: readonly number[]): void {
  const { bytes, start, end } = reader.part();
  const ipv4 = Buffer.alloc(IPV4_BYTES);
  const isIpv4 = writeIpv4((bytes as Buffer).toString('latin1', start, end), ipv4);
  const client = isIpv4 ? clients.rowOf(ipv4, 0, IPV4_BYTES, true) : clients.rowOf(bytes, start, end, false);
  const requests = reader.number();
  const flags = reader.byte();
  clients.addRequests(client, requests);
  if (flags & FIRST.hasHosts) readHosts(reader, clients, client, hosts);
  else clients.addToHost(client, hostAt(hosts, reader.number()), requests);
  for (let left = reader.number(); left > 0; left -= 1) clients.addAgent(client, reader.number());
  if (flags & FIRST.hasDenied) {
    clients.addDenied(client, reader.number());
    for (let left = reader.number(); left > 0; left -= 1) clients.addRoute(client, 'denied', reader.number());
  }
  if (flags & FIRST.hasFailed) {
    clients.addFailed(client, reader.number());
    for (let left = reader.number(); left > 0; left -= 1) clients.addRoute(client, 'failed', reader.number());
  }
  if (flags & FIRST.isBadBot) clients.addBadBot(client, reader.number());
}

function readHosts(reader: ByteReader, clients: ClientTable, client: number, hosts: readonly number[]): void {
  for (let left = reader.number(); left > 0; left -= 1)
    clients.addToHost(client, hostAt(hosts, reader.number()), reader.number());
}

function hostAt(hosts: readonly number[], at: number): number {
  const host = hosts[at];
  if (host === undefined) throw new StatisticsFormatError(`there is no host ${at}`);
  return host;
}
