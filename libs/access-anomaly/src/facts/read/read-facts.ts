import { ByteReader, type KnownTexts, StatisticsFormatError } from '@log-monitor/access-statistics';
import { LAST_BUCKET } from '../coarse-latency.js';
import { ReadNames } from '../body-names.js';
import { FACTS_VERSION, FIRST_CLIENTS_VERSION, WHOLE_NAMES_VERSION } from '../facts-format.js';
import { readClient, readFirstClient } from './read-client.js';
import { type RouteFacts, WINDOW_SECONDS, WindowFacts } from '../window-facts.js';

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
  const hostNames = new ReadNames(texts);
  const routeNames = new ReadNames(texts);
  while (!reader.atEnd) {
    const version = reader.byte();
    if (version < FIRST_CLIENTS_VERSION || version > FACTS_VERSION)
      throw new StatisticsFormatError(`version ${version} is not known`);
    const isWhole = version <= WHOLE_NAMES_VERSION;
    const facts = into(reader.number() * WINDOW_SECONDS) ?? new WindowFacts();
    const hosts: number[] = [];
    for (let left = reader.number(); left > 0; left -= 1) {
      const host = isWhole ? reader.text(texts) : hostNames.read(reader);
      hosts.push(facts.clients.hostNumber(host));
      for (let routes = reader.number(); routes > 0; routes -= 1)
        readRoute(reader, facts.route(host, isWhole ? reader.text(texts) : routeNames.read(reader)));
    }
    const read = version === FIRST_CLIENTS_VERSION ? readFirstClient : readClient;
    for (let left = reader.number(); left > 0; left -= 1) read(reader, facts.clients, hosts);
  }
}

function readRoute(reader: ByteReader, route: RouteFacts): void {
  route.requests += reader.number();
  route.errors += reader.number();
  route.faults += reader.number();
  for (let left = reader.number(); left > 0; left -= 1) {
    const bucket = Math.min(reader.byte(), LAST_BUCKET);
    while (route.latency.length <= bucket) route.latency.push(0);
    route.latency[bucket] = (route.latency[bucket] as number) + reader.number();
  }
}
