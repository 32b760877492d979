import { ByteReader, type ByteWriter, type KnownTexts, StatisticsFormatError } from '@log-monitor/access-statistics';
import type { ClientFacts } from './client-facts.js';
import { LAST_BUCKET } from './coarse-latency.js';
import { WINDOW_SECONDS, WindowFacts } from './window-facts.js';
import type { RouteTally, WindowTally } from './window-tally.js';

const VERSION = 1;

/** What a client has besides requests to one host by one user agent. */
const HAS_DENIED = 1;
const HAS_FAILED = 2;
const IS_BAD_BOT = 4;
const HAS_HOSTS = 8;

const counts = new Uint32Array(LAST_BUCKET + 1);

/** Writes a window: its begin, its hosts with their routes, its clients. */
export function writeWindow(writer: ByteWriter, { start, hosts, clients }: WindowTally): void {
  writer.byte(VERSION);
  writer.number(start / WINDOW_SECONDS);
  writer.number(hosts.size);
  const places = new Map<string, number>();
  for (const [host, routes] of hosts) {
    places.set(host, places.size);
    writer.text(host);
    writer.number(routes.size);
    for (const [name, route] of routes) writeRoute(writer, name, route);
  }
  writer.number(clients.size);
  for (const [address, client] of clients) writeClient(writer, address, client, places);
}

/**
 * Reads windows that {@link writeWindow} wrote, and adds them.
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
    if (version !== VERSION) throw new StatisticsFormatError(`version ${version} is not known`);
    const facts = into(reader.number() * WINDOW_SECONDS) ?? new WindowFacts();
    const hosts: string[] = [];
    for (let left = reader.number(); left > 0; left -= 1) {
      const host = reader.text(texts);
      hosts.push(host);
      for (let routes = reader.number(); routes > 0; routes -= 1) readRoute(reader, facts, host, texts);
    }
    for (let left = reader.number(); left > 0; left -= 1) readClient(reader, facts, hosts, texts);
  }
}

function writeRoute(writer: ByteWriter, name: string, { requests, errors, faults, buckets }: RouteTally): void {
  writer.text(name);
  writer.number(requests);
  writer.number(errors);
  writer.number(faults);
  if (buckets.length === 1) {
    writer.number(1);
    writer.byte(buckets[0] as number);
    writer.number(1);
    return;
  }
  let different = 0;
  for (const bucket of buckets) if ((counts[bucket] = (counts[bucket] as number) + 1) === 1) different += 1;
  writer.number(different);
  for (const bucket of buckets) {
    if (counts[bucket] === 0) continue;
    writer.byte(bucket);
    writer.number(counts[bucket] as number);
    counts[bucket] = 0;
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

function writeClient(
  writer: ByteWriter,
  address: string,
  client: ClientFacts,
  places: ReadonlyMap<string, number>,
): void {
  const { requests, denied, deniedRoutes, failed, failedRoutes, badBot } = client;
  const hosts = [...client.hosts];
  writer.text(address);
  writer.number(requests);
  const hasHosts = hosts.length !== 1;
  writer.byte(
    (denied > 0 ? HAS_DENIED : 0) |
      (failed > 0 ? HAS_FAILED : 0) |
      (badBot > 0 ? IS_BAD_BOT : 0) |
      (hasHosts ? HAS_HOSTS : 0),
  );
  if (hasHosts) writer.number(hosts.length);
  for (const [host, count] of hosts) {
    writer.number(places.get(host) ?? 0);
    if (hasHosts) writer.number(count);
  }
  writeHashes(writer, client.agentHashes());
  if (denied > 0) writer.number(denied);
  if (denied > 0) writeHashes(writer, deniedRoutes?.hashes ?? []);
  if (failed > 0) writer.number(failed);
  if (failed > 0) writeHashes(writer, failedRoutes?.hashes ?? []);
  if (badBot > 0) writer.number(badBot);
}

function readClient(reader: ByteReader, facts: WindowFacts, hosts: readonly string[], texts?: KnownTexts): void {
  const client = facts.client(reader.text(texts));
  const requests = reader.number();
  const flags = reader.byte();
  let named = 0;
  if ((flags & HAS_HOSTS) === 0) {
    client.addRequests(hosts[reader.number()] ?? '', requests);
    named = requests;
  } else {
    for (let left = reader.number(); left > 0; left -= 1) {
      const host = hosts[reader.number()] ?? '';
      const count = reader.number();
      client.addRequests(host, count);
      named += count;
    }
  }
  client.requests += requests - named;
  readHashes(reader, (hash) => client.addAgent(hash));
  if (flags & HAS_DENIED) {
    client.denied += reader.number();
    readHashes(reader, (hash) => client.addDenied(hash, 0));
  }
  if (flags & HAS_FAILED) {
    client.failed += reader.number();
    readHashes(reader, (hash) => client.addFailed(hash, 0));
  }
  if (flags & IS_BAD_BOT) client.badBot += reader.number();
}

function writeHashes(writer: ByteWriter, hashes: readonly number[]): void {
  writer.number(hashes.length);
  for (const hash of hashes) writer.number(hash);
}

function readHashes(reader: ByteReader, add: (hash: number) => void): void {
  for (let left = reader.number(); left > 0; left -= 1) add(reader.number());
}
