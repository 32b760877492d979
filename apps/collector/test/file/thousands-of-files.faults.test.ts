import { appendFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { Collecting } from '../support/collecting.js';
import { expected, lines } from '../support/numbered-lines.js';

let collecting: Collecting;
beforeEach(() => {
  collecting = new Collecting(inject('kafkaBootstrapServers'));
});
afterEach(() => collecting.stop());

it('follows thousands of files', async () => {
  const count = 2_000;
  for (let n = 1; n <= count; n++) writeFileSync(collecting.path(`site${n}.log`), lines(n, n));
  const collector = collecting.start([collecting.path('*.log')]);
  await collecting.arrived(count, 300_000);
  appendFileSync(collecting.path('site7.log'), lines(count + 1, count + 1));
  const found = await collecting.arrived(count + 1);
  expect(await collector.terminate()).toBe(0);
  expect(found.map(({ value }) => value).sort()).toEqual(expected(count + 1).sort());
});
