import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { runService, lastJson, scratchFolder } from '../support/child.js';
import { createTopics, onlyLedger, sorted, upTo } from '../../../kafka-delivery/test/support/topics.js';

const bootstrap = inject('kafkaBootstrapServers');
const scratch = scratchFolder();
afterAll(() => scratch.remove());

interface Outcome {
  made: number;
  thrown: string[];
  changed: string[];
  others: number;
  slowestMs: number;
  flushed: boolean;
  accepted: number;
}

/** What becomes of each value; texts are looked for in its JSON. */
const MARKERS: Record<string, string> = {
  circular: '"self":"[Circular]"',
  bigint: '"12"',
  getter: '{"bad":"[getter threw: on purpose]","good":1}',
  toJSON: '[toJSON threw: on purpose]',
  proxy: '[Proxy]',
  revoked: '[Proxy]',
  gigabyte: '[cut ',
  symbolKeys: '{"shown":1}',
  causeLoop: '[Circular]',
  request: '"url":"/x"',
  response: '',
  frozen: '{"list":[1,{"password":"[REDACTED]"}]}',
  changed: '{"state":"before","deep":{"state":"before"}}',
};

describe('hostile arguments', () => {
  it.each(['winston', 'createLogger'])(
    '%s: no call throws, each is a record with its marker, the caller’s objects stay, other transports get it',
    async (contender) => {
      const topics = await createTopics(bootstrap);
      const end = await runService({
        mode: '',
        fixture: 'hostile.mjs',
        options: { brokers: bootstrap, spool: { dir: join(scratch.path, contender) }, ...topics },
        env: { LOGGER: contender },
        timeoutMs: 120_000,
      });
      expect([end.code, end.signal]).toEqual([0, null]);
      const outcome = lastJson(end) as unknown as Outcome;
      console.log(`${contender}: ${outcome.made} calls, the slowest ${outcome.slowestMs.toFixed(0)} ms`);
      expect(outcome).toMatchObject({ thrown: [], changed: [], flushed: true, accepted: outcome.made });
      expect(outcome.others).toBe(outcome.made);
      const { received, records } = await onlyLedger(bootstrap, topics.topic);
      expect(sorted(received.keys())).toEqual(upTo(outcome.made));
      for (const [name, marker] of Object.entries(MARKERS)) {
        const record = records.find(({ attributes }) => attributes?.['case'] === name);
        expect(record, name).toBeDefined();
        expect(JSON.stringify(record), name).toContain(marker);
        expect(JSON.stringify(record), name).not.toMatch(/sid=1|abcdefghijklmnop/);
      }
      if (contender === 'winston') return;
      const texts = records.map((record) => JSON.stringify(record));
      for (const name of ['ownGetter', 'frozenInfo']) expect(texts.filter((text) => text.includes(`"${name}"`))).toHaveLength(1); // prettier-ignore
      for (const record of records) expect(record.level).toBe('ERROR');
    },
  );
});
