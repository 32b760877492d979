import { LatencyHistogram } from '@log-monitor/access-statistics';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeMinute, MinuteReader } from '../../../src/alerts/measure/minute-bytes.js';
import { encodeRequests, RequestReader } from '../../../src/alerts/measure/request-bytes.js';
import { type RequestCell, RequestSums } from '../../../src/alerts/measure/request-sums.js';

const recordCells = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.integer({ min: 1, max: 5 })), {
    selector: String,
    maxLength: 20,
  })
  .chain((places) => fc.tuple(...places.map((place) => fc.tuple(fc.constant(place), fc.nat({ max: 2 ** 45 })))))
  .map((cells) => cells.sort(([[a, b]], [[c, d]]) => a - c || b - d));

it('reads the counters of minutes as they were written, also those of some services alone', () => {
  fc.assert(
    fc.property(fc.array(recordCells, { maxLength: 4 }), (minutes) => {
      const reader = new MinuteReader();
      for (const [minute, cells] of [...minutes, ...minutes].entries()) {
        const serviceIds = cells.map(([[service]]) => service);
        const levels = cells.map(([[, level]]) => level);
        const counts = cells.map(([, count]) => count);
        const bytes = encodeMinute({ serviceIds, levels, counts });
        const read = reader.read(minute, bytes);
        expect([read.minute, ...[read.serviceIds, read.levels, read.counts].map((list) => Array.from(list))]).toEqual([
          minute,
          ...[serviceIds, levels, counts],
        ]);
        const [wanted = 0] = serviceIds;
        const some = new MinuteReader([wanted]).read(minute, bytes);
        expect(Array.from(some.counts)).toEqual(counts.filter((_, at) => serviceIds[at] === wanted));
      }
    }),
  );
});

const requestCell = fc
  .record({
    source: fc.constantFrom('nginx', 'kong'),
    host: fc.constantFrom('', 'shop.example', 'ä.example'),
    route: fc.constantFrom('', 'GET /orders/:id', 'POST /ö'),
    status: fc.constantFrom(0, 200, 502),
    requests: fc.integer({ min: 1, max: 1e6 }),
    errors: fc.nat({ max: 1000 }),
    faults: fc.nat({ max: 1000 }),
    durations: fc.array(fc.integer({ min: 0, max: 100_000 }), { maxLength: 5 }),
  })
  .map(({ durations, ...cell }): RequestCell => {
    const latency = durations.length === 0 ? undefined : new LatencyHistogram();
    for (const duration of durations) latency?.add(duration);
    return { ...cell, latency };
  });
const nameOf = ({ source, host, route, status }: RequestCell): string => [source, host, route, status].join(' ');
const requestCells = fc.uniqueArray(requestCell, { selector: nameOf, maxLength: 12 });

/** Cells by their names, without what changes nothing. */
function shown(cells: Iterable<Readonly<RequestCell>>): Record<string, unknown> {
  return Object.fromEntries(
    [...cells].map((cell) => {
      const { requests, errors, faults, latency } = cell;
      return [nameOf(cell), { requests, errors, faults, p90: latency?.quantile(0.9), timed: latency?.count ?? 0 }];
    }),
  );
}

it('adds requests up from their bytes, and takes minutes away again as if they had never been there', () => {
  fc.assert(
    fc.property(fc.array(requestCells, { minLength: 1, maxLength: 6 }), fc.nat({ max: 5 }), (minutes, leaving) => {
      const reader = new RequestReader();
      const read = minutes.map((cells, minute) => ({
        ...reader.read(minute, encodeRequests(cells), true),
        behind: [],
      }));
      const sums = new RequestSums();
      for (const minute of read) sums.add(minute);
      for (const minute of read.slice(0, leaving)) sums.add(minute, -1);
      const expected = new Map<string, RequestCell>();
      for (const cell of minutes.slice(leaving).flat()) {
        const known = expected.get(nameOf(cell)) ?? { ...cell, requests: 0, errors: 0, faults: 0, latency: undefined };
        known.requests += cell.requests;
        known.errors += cell.errors;
        known.faults += cell.faults;
        if (cell.latency !== undefined) (known.latency ??= new LatencyHistogram()).merge(cell.latency);
        expected.set(nameOf(cell), known);
      }
      expect(shown(sums.cells())).toEqual(shown(expected.values()));
    }),
  );
});
