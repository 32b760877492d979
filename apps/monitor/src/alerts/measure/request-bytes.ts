import { ByteReader, ByteWriter, LatencyHistogram } from '@log-monitor/access-statistics';
import type { RequestCell } from './request-sums.js';

/** The first byte: another format has another one. */
const VERSION = 1;

/**
 * Requests of one minute as bytes: the names of sources and hosts once, then for each cell its numbers, its route and its latencies.
 *
 * @returns null for none
 */
export function encodeRequests(cells: readonly RequestCell[]): Buffer | null {
  if (cells.length === 0) return null;
  const names = [...new Set(cells.flatMap(({ source, host }) => [source, host]))];
  const places = new Map(names.map((name, index) => [name, index]));
  const writer = new ByteWriter();
  writer.byte(VERSION);
  writer.number(names.length);
  for (const name of names) writer.text(name);
  for (const { source, host, route, status, requests, errors, faults, latency } of cells) {
    writer.number(places.get(source) as number);
    writer.number(places.get(host) as number);
    writer.text(route);
    for (const number of [status, requests, errors, faults]) writer.number(number);
    writer.block(latency);
  }
  return writer.take();
}

/**
 * Reads what {@link encodeRequests} gave.
 *
 * @param wantsLatency false: latencies are left out
 * @throws StatisticsFormatError
 */
export function decodeRequests(bytes: Uint8Array | null, wantsLatency: boolean): RequestCell[] {
  if (bytes === null) return [];
  const reader = new ByteReader(bytes);
  if (reader.byte() !== VERSION) throw new TypeError('requests of a minute are in a format that is not known');
  const names = Array.from({ length: reader.number() }, () => reader.text());
  const cells: RequestCell[] = [];
  while (!reader.atEnd) {
    const source = names[reader.number()] ?? '';
    const host = names[reader.number()] ?? '';
    const route = reader.text();
    const [status, requests, errors, faults] = [reader.number(), reader.number(), reader.number(), reader.number()];
    const latencies = reader.block();
    const latency = wantsLatency && latencies.length > 0 ? LatencyHistogram.decode(latencies) : undefined;
    cells.push({ source, host, route, status, requests, errors, faults, latency });
  }
  return cells;
}
