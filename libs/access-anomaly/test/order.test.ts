import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnomalyWatch, type WatchState } from '../src/anomaly-watch.js';
import type { Finding } from '../src/finding/finding.js';
import { BEGIN, factsOf, type Line, random, stored, visitors } from './windows.js';

const WINDOWS = 140;

/** An hour with somebody who tries passwords, which are slow, a flood, a scan, a surge and a drop. */
function linesOf(window: number): Line[] {
  const next = random(window);
  const lines = visitors(window >= 120 && window < 128 ? 2 : 40 + Math.floor(next() * 10), {});
  if (window >= 66 && window < 76)
    for (let at = 0; at < 40; at += 1)
      lines.push({
        clientAddress: '192.0.2.5',
        httpRoute: '/login',
        httpResponseStatusCode: 401,
        durationMs: 700,
      });
  if (window >= 80 && window < 90)
    for (let at = 0; at < 90; at += 1) lines.push({ clientAddress: '203.0.113.9', httpRoute: '/' });
  if (window >= 85 && window < 90)
    for (let at = 0; at < 20; at += 1)
      lines.push({ clientAddress: '198.51.100.7', httpRoute: `/x${at}`, httpResponseStatusCode: 404 });
  if (window >= 100 && window < 110)
    for (const line of lines) if (next() < 0.4) Object.assign(line, { httpResponseStatusCode: 500 });
  return lines;
}

/** Findings as they are at the end, in the order of their keys. */
function sorted(findings: ReadonlyMap<string, Finding>): Finding[] {
  return [...findings.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function inOrder(): Finding[] {
  const watch = new AnomalyWatch(1);
  const findings = new Map<string, Finding>();
  for (let window = 0; window < WINDOWS; window += 1)
    for (const finding of watch.judge(BEGIN + 10 * window, factsOf([stored(window, linesOf(window))])))
      findings.set(finding.key, finding);
  return sorted(findings);
}

describe('order', () => {
  it('finds the same whatever the batches and their order, and after any number of restarts', () => {
    const expected = structuredClone(inOrder());
    expect(new Set(expected.map(({ detector }) => detector))).toEqual(
      new Set(['brute_force', 'flood', 'scan', 'fault_surge', 'traffic_drop']),
    );
    const all = new Set(Array.from({ length: WINDOWS }, (_, window) => window));
    expect(shuffled(1, 2, all)).toEqual(expected);
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.nat(WINDOWS - 1), { maxLength: 4 }),
        (seed, parts, kills) => {
          expect(shuffled(seed, parts, new Set(kills))).toEqual(expected);
        },
      ),
      { numRuns: 8 },
    );
  }, 60_000);
});

/** The same lines in batches that come in any order, with restarts before the windows `kills`. */
function shuffled(seed: number, parts: number, kills: ReadonlySet<number>): Finding[] {
  const next = random(seed);
  let watch = new AnomalyWatch(1);
  const findings = new Map<string, Finding>();
  const kept: Buffer[][] = [];
  for (let window = 0; window < WINDOWS; window += 1) {
    const batches = Array.from({ length: parts }, () => [] as Line[]);
    for (const line of linesOf(window)) (batches[Math.floor(next() * parts)] as Line[]).push(line);
    kept.push(batches.map((batch) => stored(window, shuffle(batch, next))));
    if (kills.has(window)) watch = restarted(watch.state(), kept, window);
    for (const finding of watch.judge(BEGIN + 10 * window, factsOf(shuffle(kept[window] as Buffer[], next))))
      findings.set(finding.key, structuredClone(finding));
  }
  return sorted(findings);
}

function shuffle<Item>(items: readonly Item[], next: () => number): Item[] {
  return items
    .map((item) => ({ item, rank: next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

function restarted(state: WatchState, kept: readonly Buffer[][], window: number): AnomalyWatch {
  const watch = new AnomalyWatch(1);
  watch.restore(JSON.parse(JSON.stringify(state)) as WatchState);
  for (let at = Math.max(0, window - AnomalyWatch.REMEMBERED); at < window; at += 1)
    watch.remember(BEGIN + 10 * at, factsOf(kept[at] as Buffer[]));
  return watch;
}
