import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { waitFor } from '@log-monitor/tools';
import { Collecting } from '../support/collecting.js';
import { lines } from '../support/numbered-lines.js';

let collecting: Collecting;
beforeEach(() => {
  collecting = new Collecting(inject('kafkaBootstrapServers'));
});
afterEach(() => collecting.stop());

it('tells which file was removed before it was read, and from where on', async () => {
  const access = collecting.path('access.log');
  writeFileSync(access, lines(1, 100));
  const first = collecting.start([access]);
  const size = Buffer.byteLength(lines(1, 100));
  await waitFor(() => collecting.positions().includes(`"offset":${size}`), { timeoutMs: 30_000, what: 'the position' });
  await first.kill();
  appendFileSync(access, lines(101, 200));
  // `rotate 1` twice: the first file is gone, and what came after it was rotated.
  writeFileSync(`${access}.1`, lines(201, 250));
  renameSync(access, collecting.path('elsewhere'));
  writeFileSync(access, lines(251, 260));
  const second = collecting.start([access]);
  await collecting.arrived(160);
  await expect.poll(() => second.said, { timeout: 60_000 }).toContain(`lines after byte ${size}, if there were any, are missing`); // prettier-ignore
  expect(second.said).toContain(`the rest of ${access}: not found, neither under another name nor compressed`);
  expect(second.said).toContain('Files that came after it may have been removed as well');
  await second.terminate();
  const next = collecting.start([access, '--once']);
  expect(await next.end()).toBe(0);
  expect(next.said).not.toContain('missing');
});
