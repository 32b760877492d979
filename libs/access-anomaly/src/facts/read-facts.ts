import { ByteReader, type KnownTexts, StatisticsFormatError } from '@log-monitor/access-statistics';
import { LAST_BUCKET } from './coarse-latency.js';
import { FACTS_VERSION, FIRST_FACTS_VERSION } from './facts-format.js';
import { readClient, readFirstClient } from './read-client.js';
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
    const isFirst = version === FIRST_FACTS_VERSION;
    if (version !== FACTS_VERSION && !isFirst) throw new StatisticsFormatError(`version ${version} is not known`);
    const facts = into(reader.number() * WINDOW_SECONDS) ?? new WindowFacts();
    const hosts: number[] = [];
    for (let left = reader.number(); left > 0; left -= 1) {
      const host = reader.text(texts);
      hosts.push(facts.clients.hostNumber(host));
      for (let routes = reader.number(); routes > 0; routes -= 1) readRoute(reader, facts, host, texts);
    }
    const read = isFirst ? readFirstClient : readClient;
    for (let left = reader.number(); left > 0; left -= 1) read(reader, facts.clients, hosts);
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
