import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { waitFor } from '@log-monitor/tools';
import { Collecting, type Line } from '../support/collecting.js';
import { expected, lines } from '../support/numbered-lines.js';

let collecting: Collecting;
beforeEach(() => {
  collecting = new Collecting(inject('kafkaBootstrapServers'));
});
afterEach(() => collecting.stop());

const values = (found: readonly Line[]): string[] => found.map(({ value }) => value).sort();

describe('files that are followed', () => {
  it('come later, are replaced by renaming, or are a link that is switched to another file', async () => {
    const [link, access] = [collecting.path('current'), collecting.path('access.log')];
    const collector = collecting.start([link, access]);
    await waitFor(() => collector.said.includes('collecting;'), { timeoutMs: 30_000, what: 'the start' });
    writeFileSync(collecting.path('monday'), lines(1, 10));
    symlinkSync('monday', link);
    writeFileSync(access, lines(11, 20));
    await collecting.arrived(20);
    writeFileSync(collecting.path('tuesday'), lines(21, 30));
    symlinkSync('tuesday', `${link}.new`);
    // At once: there is no moment without a file.
    renameSync(`${link}.new`, link);
    writeFileSync(`${access}.new`, lines(31, 40));
    renameSync(`${access}.new`, access);
    appendFileSync(collecting.path('monday'), lines(41, 50));
    await collecting.arrived(50);
    await collector.terminate();
    expect(values(await collecting.arrived(50))).toEqual(expected(50).sort());
  });

  it('get a number of their own when the system uses an inode again', async () => {
    const access = collecting.path('access.log');
    writeFileSync(access, lines(1, 100));
    const first = collecting.start([access]);
    await collecting.arrived(100);
    await first.kill();
    // Another content under the same device and inode, as after removing a file and making one.
    writeFileSync(access, lines(101, 300), { flag: 'r+' });
    const second = collecting.start([access]);
    await collecting.arrived(300);
    await second.terminate();
    expect(values(await collecting.arrived(300))).toEqual(expected(300).sort());
  });

  it('may have half a line at the end, and NULs where a crash or a cut left a hole', async () => {
    const access = collecting.path('access.log');
    const [half, rest] = [lines(3, 3).slice(0, 30), lines(3, 3).slice(30)];
    writeFileSync(access, lines(1, 2) + half);
    const collector = collecting.start([access]);
    await collecting.arrived(2);
    appendFileSync(access, rest);
    await collecting.arrived(3);
    appendFileSync(access, Buffer.alloc(5_000));
    appendFileSync(access, lines(4, 5));
    await collecting.arrived(5);
    // A writer without O_APPEND goes on at its place after the cut.
    const hole = Buffer.byteLength(lines(1, 5)) + 5_000;
    truncateSync(access);
    truncateSync(access, hole);
    appendFileSync(access, lines(6, 7));
    await collecting.arrived(7);
    await collector.terminate();
    expect(values(await collecting.arrived(7))).toEqual(expected(7).sort());
  });

  it('vanish with their folder, which is no reason to end, and come back', async () => {
    const folder = collecting.path('web');
    mkdirSync(folder);
    writeFileSync(`${folder}/access.log`, lines(1, 10));
    writeFileSync(`${folder}/other.log`, lines(11, 20));
    const collector = collecting.start([`${folder}/access.log`, `${folder}/o*.log`]);
    await collecting.arrived(20);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file where the folder was');
    await waitFor(() => collector.said.includes('ENOTDIR'), { timeoutMs: 20_000, what: 'the complaint' });
    rmSync(folder);
    mkdirSync(folder);
    writeFileSync(`${folder}/access.log`, lines(21, 30));
    writeFileSync(`${folder}/other.log`, lines(31, 40));
    await collecting.arrived(40);
    expect(await collector.terminate(), collector.said).toBe(0);
    expect(values(await collecting.arrived(40))).toEqual(expected(40).sort());
    const complaints = collector.said.split('\n').filter((said) => said.includes('ENOTDIR'));
    expect(new Set(complaints).size).toBe(complaints.length);
    expect(collector.said).toContain('works again');
  });
});
