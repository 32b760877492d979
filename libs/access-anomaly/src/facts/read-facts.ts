import { ByteReader, type KnownTexts, StatisticsFormatError } from '@log-monitor/access-statistics';
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
    const hosts: string[] = [];
    for (let left = reader.number(); left > 0; left -= 1) {
      const host = reader.text(texts);
      hosts.push(host);
      for (let routes = reader.number(); routes > 0; routes -= 1) readRoute(reader, facts, host, texts);
    }
    for (let left = reader.number(); left > 0; left -= 1) readClient(reader, facts, hosts, texts);
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

function readHashes(reader: ByteReader, add: (hash: number) => void): void {
  for (let left = reader.number(); left > 0; left -= 1) add(reader.number());
}
