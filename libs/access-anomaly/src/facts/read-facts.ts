import { ByteReader, type KnownTexts, StatisticsFormatError } from '@log-monitor/access-statistics';
import type { ClientTable } from './client-table.js';
import { LAST_BUCKET } from './coarse-latency.js';
import { FACTS_VERSION, HAS_DENIED, HAS_FAILED, HAS_HOSTS, IS_BAD_BOT } from './facts-format.js';
import { WINDOW_SECONDS, WindowFacts } from './window-facts.js';

/**
 * Reads windows that `FactsTally` wrote, and adds them.
 *
 * @param into where a window's facts belong, by its begin; undefined: they are not wanted
 * @param texts names that were read before; worth its memory where windows are read again and again
 * @throws StatisticsFormatError
 */
export function readFacts(
  bytes: Uint8Array,
  into: (start: number) => WindowFacts | undefined,
  texts?: KnownTexts,
): void {
  const reader = new ByteReader(bytes);
  while (!reader.atEnd) {
    const version = reader.byte();
    if (version !== FACTS_VERSION) throw new StatisticsFormatError(`version ${version} is not known`);
    const facts = into(reader.number() * WINDOW_SECONDS) ?? new WindowFacts();
    const hosts: number[] = [];
    for (let left = reader.number(); left > 0; left -= 1) {
      const host = reader.text(texts);
      hosts.push(facts.clients.hostNumber(host));
      for (let routes = reader.number(); routes > 0; routes -= 1) readRoute(reader, facts, host, texts);
    }
    for (let left = reader.number(); left > 0; left -= 1) readClient(reader, facts.clients, hosts);
  }
}

function readRoute(reader: ByteReader, facts: WindowFacts, host: string, texts?: KnownTexts): void {
  const route = facts.route(host, reader.text(texts));
  route.requests += reader.number();
  route.errors += reader.number();
  route.faults += reader.number();
  for (let left = reader.number(); left > 0; left -= 1) {
    const bucket = Math.min(reader.byte(), LAST_BUCKET);
    while (route.latency.length <= bucket) route.latency.push(0);
    route.latency[bucket] = (route.latency[bucket] as number) + reader.number();
  }
}

/** @param hosts numbers of the hosts in the table, in the order in which they were written */
function readClient(reader: ByteReader, clients: ClientTable, hosts: readonly number[]): void {
  const { bytes, start, end } = reader.part();
  const client = clients.rowOf(bytes, start, end);
  const requests = reader.number();
  const flags = reader.byte();
  clients.addRequests(client, requests);
  if ((flags & HAS_HOSTS) === 0) clients.addToHost(client, hostAt(hosts, reader.number()), requests);
  else
    for (let left = reader.number(); left > 0; left -= 1)
      clients.addToHost(client, hostAt(hosts, reader.number()), reader.number());
  for (let left = reader.number(); left > 0; left -= 1) clients.addAgent(client, reader.number());
  if (flags & HAS_DENIED) {
    clients.addDenied(client, reader.number());
    for (let left = reader.number(); left > 0; left -= 1) clients.addRoute(client, 'denied', reader.number());
  }
  if (flags & HAS_FAILED) {
    clients.addFailed(client, reader.number());
    for (let left = reader.number(); left > 0; left -= 1) clients.addRoute(client, 'failed', reader.number());
  }
  if (flags & IS_BAD_BOT) clients.addBadBot(client, reader.number());
}

function hostAt(hosts: readonly number[], at: number): number {
  const host = hosts[at];
  if (host === undefined) throw new StatisticsFormatError(`there is no host ${at}`);
  return host;
}
