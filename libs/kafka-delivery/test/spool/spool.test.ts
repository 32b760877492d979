import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeSpool } from '../../src/spool/spool-format.js';
import { ownerLives } from '../../src/spool/spool-guard.js';
import { holdsRecords } from '../../src/spool/spool-folder.js';
import { Spool } from '../../src/spool/spool.js';

const INSTANCE = '5b0f2a1e-0000-4000-8000-000000000001';
const DESTINATION = { brokers: ['b:1'], topics: { main: 't', urgent: { topic: 'e', from: 4 } } };
let dir: string;

beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'wk-')), 's');
});
afterEach(() => rmSync(join(dir, '..'), { recursive: true, force: true }));

const open = (maxBytes = 1e6): Spool => new Spool({ dir, maxBytes, from: 4 }, INSTANCE, DESTINATION);
const files = (spool: Spool): string[] => readdirSync(spool.folder.path).filter((name) => name.endsWith('.spool'));
const framesIn = (spool: Spool): number =>
  files(spool).reduce((sum, name) => sum + decodeSpool(readFileSync(join(spool.folder.path, name))).frames.length, 0);

describe('Spool', () => {
  it('keeps a record until it is settled, in a file of mode 0600 in folders of mode 0700', () => {
    const spool = open();
    const segment = spool.append('urgent', 1, 'text', 0);
    expect(framesIn(spool)).toBe(1);
    const [name] = files(spool);
    expect(statSync(join(spool.folder.path, name as string)).mode & 0o777).toBe(0o600);
    expect([statSync(dir).mode & 0o777, statSync(spool.folder.path).mode & 0o777]).toEqual([0o700, 0o700]);
    spool.settle(segment);
    expect([framesIn(spool), spool.records]).toEqual([0, 0]);
    spool.close();
    expect(readdirSync(spool.folder.path)).toEqual([]);
  });

  it('writes many at once, over several files, all of them or none, and keeps room to tell of drops', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({
      seq: index + 1,
      priority: 2,
      payload: Buffer.alloc(index % 7 === 0 ? 90_000 : 900, 120),
    }));
    const spool = open(64e6);
    const segments = [1, 2, 3, 4].map(() => spool.appendAll(many, 0));
    expect(new Set(segments).size).toBeGreaterThan(1);
    expect([framesIn(spool), spool.records]).toEqual([160, 160]);
    for (const segment of segments) for (const _ of many) spool.settle(segment);
    expect([framesIn(spool), spool.records]).toEqual([0, 0]);
    spool.close();
    const narrow = open(1e6);
    expect([narrow.appendAll(many, 0), narrow.appendAll(many, 0)]).toEqual([1, 0]);
    expect([framesIn(narrow), narrow.records]).toEqual([40, 40]);
    expect(narrow.stats()).toMatchObject({ state: 'degraded' });
    expect(narrow.append('drops', 0, 'x'.repeat(400_000), 20_000)).toBeGreaterThan(0);
    narrow.close();
  });

  it('an emptied file is told from one with records: only the latter is worth a word to the owner', () => {
    const spool = open();
    const segment = spool.append('urgent', 1, 'text', 0);
    const [name] = files(spool);
    const file = join(spool.folder.path, name as string);
    expect(holdsRecords(file)).toBe(true);
    spool.settle(segment);
    expect([statSync(file).size > 0, holdsRecords(file)]).toEqual([true, false]);
    spool.close();
  });

  it('leaves at the end what was not settled, and gives up its sign of life', async () => {
    const spool = open();
    const [owner] = [...spool.folder.owners().keys()];
    const socket = spool.folder.socketOf(owner as string);
    expect(await ownerLives(socket)).toBe(true);
    spool.append('urgent', 1, 'kept', 0);
    spool.close();
    expect(await ownerLives(socket)).toBe(false);
    expect(framesIn(spool)).toBe(1);
  });

  it('starts new files as they fill and removes them as they are settled', () => {
    const spool = open(64e6);
    const segments = Array.from({ length: 30 }, (_, index) => spool.append('urgent', index, 'x'.repeat(100_000), 0));
    expect(files(spool).length).toBeGreaterThan(2);
    segments.forEach((segment) => spool.settle(segment));
    expect(files(spool)).toHaveLength(1);
    expect(spool.stats().bytes).toBeLessThan(100);
    spool.close();
  });

  it('at its cap degrades, says why, and recovers when there is room again', () => {
    const spool = open(5_000);
    let now = 0;
    const kept: number[] = [];
    for (let seq = 1; seq <= 100; seq++) kept.push(spool.append('urgent', seq, 'x'.repeat(80), now));
    const stored = kept.filter((segment) => segment !== 0);
    expect(stored.length).toBeLessThan(100);
    expect(framesIn(spool)).toBe(stored.length);
    expect(spool.stats()).toMatchObject({ state: 'degraded' });
    expect(spool.stats().reason).toContain('LOG_SPOOL_MAX_BYTES');
    stored.forEach((segment) => spool.settle(segment));
    now += 60_000;
    expect(spool.append('urgent', 101, 'again', now)).not.toBe(0);
    expect(spool.stats().state).toBe('on');
    spool.close();
  });

  it('notices that its folder was removed, says so until the next record makes it again, and tells which copies went', async () => {
    const spool = open();
    const [owner] = [...spool.folder.owners().keys()];
    const first = spool.append('urgent', 1, 'a', 0);
    rmSync(dir, { recursive: true });
    expect(spool.stats()).toMatchObject({ state: 'degraded', reason: 'files of the spool were removed' });
    expect(spool.records).toBe(0);
    expect(spool.append('urgent', 2, 'b', 1)).not.toBe(0);
    expect(spool.stats().state).toBe('on');
    expect([framesIn(spool), spool.records]).toEqual([1, 1]);
    expect(await ownerLives(spool.folder.socketOf(owner as string))).toBe(true);
    expect([...spool.takeGone()]).toEqual([first]);
    expect([...spool.takeGone()]).toEqual([]);
    spool.settle(first);
    expect(spool.records).toBe(1);
    spool.close();
  });

  it('makes its folder again when it was removed before anything was written', () => {
    const spool = open();
    rmSync(dir, { recursive: true });
    expect(spool.append('urgent', 1, 'a', 0)).not.toBe(0);
    expect([framesIn(spool), spool.stats().state]).toEqual([1, 'on']);
    spool.close();
  });

  it('follows no link and works in memory when the folder cannot be used', () => {
    const elsewhere = join(dir, '..', 'elsewhere');
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, dir);
    const spool = open();
    expect(spool.append('urgent', 1, 'a', 0)).toBe(0);
    expect(spool.stats().state).toBe('degraded');
    expect(readdirSync(elsewhere)).toEqual([]);
    spool.close();
  });
});
