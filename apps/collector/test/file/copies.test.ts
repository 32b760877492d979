import { appendFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { Collecting } from '../support/collecting.js';
import { expected, lines } from '../support/numbered-lines.js';

let collecting: Collecting;
beforeEach(() => {
  collecting = new Collecting(inject('kafkaBootstrapServers'));
});
afterEach(() => collecting.stop());

/** Resolves when the collector has looked at everything that its pattern finds: it has read a file that is found last. */
async function hasLooked(name: string, known: number): Promise<void> {
  writeFileSync(collecting.path(name), `${name} is found after the others\n`);
  await collecting.arrived(known + 1);
}

/** What came of the files themselves, in any order. */
async function ofTheFiles(): Promise<string[]> {
  const found = await collecting.arrived(0);
  return found.map(({ value }) => value).filter((value) => !value.includes('is found after')).sort(); // prettier-ignore
}

describe('a pattern that finds what rotation makes', () => {
  it('does not take a copy in the making for a new file', async () => {
    const access = collecting.path('access.log');
    writeFileSync(access, lines(1, 400));
    const collector = collecting.start([collecting.path('*')]);
    await collecting.arrived(400);
    const content = Buffer.from(lines(1, 450));
    writeFileSync(`${access}.1`, content.subarray(0, 20_000));
    await hasLooked('zz1', 400);
    appendFileSync(access, lines(401, 450));
    appendFileSync(`${access}.1`, content.subarray(20_000));
    truncateSync(access);
    appendFileSync(access, lines(451, 500));
    await collecting.arrived(501);
    const archive = gzipSync(content);
    writeFileSync(`${access}.2.gz`, archive.subarray(0, archive.length / 2));
    await hasLooked('zz2', 501);
    renameSync(`${access}.1`, collecting.path('gone'));
    appendFileSync(`${access}.2.gz`, archive.subarray(archive.length / 2));
    await hasLooked('zz3', 502);
    expect(await collector.terminate()).toBe(0);
    expect(await ofTheFiles()).toEqual(expected(500).sort());
  });

  it('does not read a copy again that ends before the lines which came until the file was cut', async () => {
    const access = collecting.path('access.log');
    writeFileSync(access, lines(1, 100));
    const collector = collecting.start([collecting.path('*')]);
    await collecting.arrived(100);
    writeFileSync(`${access}.1`, lines(1, 100));
    writeFileSync(`${access}.2.gz`, gzipSync(lines(1, 90)));
    appendFileSync(access, lines(101, 120));
    await collecting.arrived(120);
    truncateSync(access);
    appendFileSync(access, lines(121, 130));
    await collecting.arrived(130);
    await hasLooked('zz1', 130);
    expect(await collector.terminate()).toBe(0);
    const next = collecting.start([collecting.path('*')]);
    await hasLooked('zz2', 131);
    expect(await next.terminate()).toBe(0);
    expect(await ofTheFiles()).toEqual(expected(130).sort());
    expect(next.said).not.toContain('missing');
  });

  it('reads a new archive as soon as it is whole', async () => {
    const archive = gzipSync(lines(1, 2_000));
    const path = collecting.path('old.log.gz');
    const collector = collecting.start([collecting.path('*')]);
    writeFileSync(path, archive.subarray(0, 1_000));
    await hasLooked('zz1', 0);
    appendFileSync(path, archive.subarray(1_000));
    // An archive that is never whole is read as it is after half a minute.
    await collecting.arrived(2_001, 20_000);
    await collector.terminate();
    expect(await ofTheFiles()).toEqual(expected(2_000).sort());
  });
});
