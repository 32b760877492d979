import { appendFileSync, chmodSync, chownSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { waitFor } from '@log-monitor/tools';
import { Collecting, type Running } from '../support/collecting.js';
import { expected, lines } from '../support/numbered-lines.js';

let collecting: Collecting;
beforeEach(() => {
  collecting = new Collecting(inject('kafkaBootstrapServers'));
});
afterEach(() => collecting.stop());

/** The superuser may read everything: then the collector runs as the user that owns nothing. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

function startAsOther(args: readonly string[]): Running {
  chmodSync(collecting.folder, 0o755);
  mkdirSync(collecting.path('state'));
  if (NOBODY.uid !== undefined) chownSync(collecting.path('state'), NOBODY.uid, NOBODY.gid);
  return collecting.start(args, {}, NOBODY);
}

describe('a file that cannot be read', () => {
  it('is told once; other files go on, and so does it when it may be read', async () => {
    const [access, other] = [collecting.path('access.log'), collecting.path('other.log')];
    writeFileSync(access, lines(1, 10));
    writeFileSync(other, lines(11, 20));
    chmodSync(access, 0o000);
    const collector = startAsOther([access, other]);
    await collecting.arrived(10);
    const complaint = `${access}: EACCES: permission denied`;
    await waitFor(() => collector.said.includes(complaint), { timeoutMs: 20_000, what: 'the complaint' });
    appendFileSync(other, lines(21, 30));
    await collecting.arrived(20);
    chmodSync(access, 0o644);
    await collecting.arrived(30);
    expect(await collector.terminate()).toBe(0);
    expect(collector.said.split(complaint)).toHaveLength(2);
    expect(collector.said).toContain(`${access}: works again`);
    expect((await collecting.arrived(30)).map(({ value }) => value).sort()).toEqual(expected(30).sort());
  });

  it('is told when rotation has closed it while nobody looked, and is read later', async () => {
    const access = collecting.path('access.log');
    writeFileSync(access, lines(1, 10));
    const first = startAsOther([access]);
    await collecting.arrived(10);
    await first.kill();
    appendFileSync(access, lines(11, 20));
    renameSync(access, `${access}.1`);
    chmodSync(`${access}.1`, 0o000);
    writeFileSync(access, lines(21, 30));
    const second = collecting.start([access], {}, NOBODY);
    await collecting.arrived(20);
    await waitFor(() => second.said.includes(`opening ${access}.1: EACCES`), {
      timeoutMs: 20_000,
      what: 'the complaint',
    });
    chmodSync(`${access}.1`, 0o644);
    await collecting.arrived(30);
    expect(await second.terminate()).toBe(0);
    expect((await collecting.arrived(30)).map(({ value }) => value).sort()).toEqual(expected(30).sort());
  });
});
