import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alertRuleInput } from '@log-monitor/monitor-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChannelList } from '../../../src/alerts/channel/channel-list.js';
import { reading } from '../../../src/alerts/measure/reading.js';
import { DEFAULT_RULES } from '../../../src/alerts/rule/default-rules.js';
import { fileProblems, lostChannels } from '../../../src/alerts/rule/file-problems.js';
import { installRules } from '../../../src/alerts/rule/install-rules.js';
import { RuleDesk } from '../../../src/alerts/rule/rule-desk.js';
import { readAlertRules } from '../../../src/configuration/alert-rules-file.js';
import { TestStore } from '../../parts/test-store.js';
import { configurationOf } from '../../query/fixture/store-fixture.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'alert-rules-'));

function rulesOf(yaml: string) {
  const file = join(FOLDER, 'rules.yaml');
  writeFileSync(file, yaml);
  const problems: string[] = [];
  const rules = readAlertRules(file, problems);
  return { rules, problems: [...problems, ...fileProblems(rules)] };
}

const GOOD = `
rules:
  - id: booking-errors
    name: Errors of booking
    kind: log_count
    scope: { services: [booking], levels: [ERROR, CRITICAL] }
    threshold: 20
    dependsOn: [gone-silent]
  - { id: gone-silent, name: Silent, kind: service_silent, groupBy: service, threshold: 900 }
`;

describe('a file of rules', () => {
  it('is read, and its rules name one another as they do in it', () => {
    const { rules, problems } = rulesOf(GOOD);
    expect(problems).toEqual([]);
    expect([...rules.keys()]).toEqual(['file:booking-errors', 'file:gone-silent']);
    expect(rules.get('file:booking-errors')).toMatchObject({
      threshold: 20,
      dependsOn: ['file:gone-silent'],
      windowSeconds: 300,
    });
  });

  it.each([
    ['rules: [{ id: a, name: A, kind: whim }]', 'rules.0.kind Invalid option'],
    ['rules: [{ id: a, name: A, kind: log_count, treshold: 3 }]', 'rules.0 Unrecognized key: "treshold"'],
    [
      'rules: [{ id: a, name: A, kind: log_count, windowSeconds: 90 }]',
      'rules.0.windowSeconds must be a multiple of 60',
    ],
    [
      'rules: [{ id: a, name: A, kind: log_error_share, threshold: 5 }]',
      'rule a: threshold is a share: 0.05 means 5 %',
    ],
    [
      'rules: [{ id: a, name: A, kind: log_count, dependsOn: [b] }]',
      'dependsOn names "b", and there is no rule with this id',
    ],
    ['rules: [{ id: a, name: A, kind: log_count, dependsOn: [a] }]', 'dependsOn leads back to the rule itself'],
    ['rules: [{ id: a, name: A, kind: log_count }, { id: a, name: B, kind: log_count }]', 'two rules have the id a'],
    [
      'rules: [{ id: a, name: A, kind: disk, threshold: 1e9, minimumVolume: 9 }]',
      'rule a: minimumVolume has no meaning for disk',
    ],
    ['rules: [{ id: a, name: A, kind: service_silent, threshold: 60 }]', 'rule a: groupBy must be service'],
    ['rules: [', 'names a file that cannot be used'],
  ])('%s is told in a sentence', (yaml, sentence) => {
    const { problems } = rulesOf(yaml);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(sentence);
    expect(problems[0]?.startsWith('ALERT_RULES_FILE')).toBe(true);
  });

  it('that is not there is told too', () => {
    const problems: string[] = [];
    readAlertRules(join(FOLDER, 'nowhere.yaml'), problems);
    expect(problems[0]).toContain('ALERT_RULES_FILE names a file that cannot be used: ENOENT');
  });
});

describe('rules of a file in the table', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await TestStore.create();
  });
  afterAll(() => store.close());

  const install = async (yaml: string): Promise<unknown[]> => {
    const { rules } = rulesOf(yaml);
    await store.pool.transaction((client) => installRules(reading(client), rules));
    return store.rows(
      `SELECT id, version, body ->> 'threshold' AS threshold FROM alert_rule WHERE source = 'file' ORDER BY id`,
    );
  };

  it('follow the file from start to start, without a new version while nothing changes', async () => {
    const first = await install(GOOD);
    expect(first).toEqual([
      { id: 'file:booking-errors', version: 1, threshold: '20' },
      { id: 'file:gone-silent', version: 1, threshold: '900' },
    ]);
    expect(await install(GOOD)).toEqual(first);
    const changed = await install(GOOD.replace('threshold: 20', 'threshold: 25'));
    expect(changed[0]).toEqual({ id: 'file:booking-errors', version: 2, threshold: '25' });
    expect(await install('rules: []')).toEqual([]);
    const ofMonitor = await store.value(`SELECT count(*)::int FROM alert_rule WHERE source = 'default'`);
    expect(ofMonitor).toBe(Object.keys(DEFAULT_RULES).length);
  });

  it('that name channels which are not configured are told', () => {
    const { rules } = rulesOf(
      'rules: [{ id: a, name: A, kind: log_count, channels: [email, pager] }, { id: b, name: B, kind: log_count }]',
    );
    expect(lostChannels(rules, ['email'])).toEqual([
      'ALERT_RULES_FILE: rule a: channels names "pager", which is not configured',
    ]);
  });

  it('are not changed by the API', async () => {
    await install(GOOD);
    const desk = new RuleDesk(store.pool, new ChannelList(configurationOf(store.databaseUrl)));
    const { rules } = rulesOf(GOOD);
    const rule = rules.get('file:gone-silent');
    if (rule === undefined) throw new Error('the rule is not in the file');
    await expect(desk.replace('file:gone-silent', rule)).rejects.toMatchObject({ code: 'RULE_OF_FILE' });
    await expect(desk.remove('file:gone-silent')).rejects.toMatchObject({ code: 'RULE_OF_FILE' });
    await expect(desk.remove('nobody')).rejects.toMatchObject({ code: 'RULE_ABSENT' });
    const depending = { ...rule, dependsOn: ['file:gone-silent'] };
    const made = await desk.create(depending);
    await expect(desk.replace(made.id, { ...rule, dependsOn: [made.id] })).rejects.toMatchObject({
      code: 'RULE_INVALID',
    });
    await expect(desk.check({ ...rule, channels: ['pager'] })).rejects.toMatchObject({
      problems: ['channels names "pager", which is not configured'],
    });
  });

  it('of two people who change one, the second hears of the first', async () => {
    const desk = new RuleDesk(store.pool, new ChannelList(configurationOf(store.databaseUrl)));
    const rule = alertRuleInput.parse({ name: 'Shared', kind: 'log_count', threshold: 5 });
    const { id, version } = await desk.create(rule);
    await desk.replace(id, { ...rule, threshold: 6, version });
    await expect(desk.replace(id, { ...rule, threshold: 7, version })).rejects.toMatchObject({
      code: 'RULE_CHANGED',
      message: 'Somebody else has changed this rule: it was version 1 here and is version 2 now. Nothing was saved.',
    });
    expect(await store.value(`SELECT body FROM alert_rule WHERE id = $1`, [id])).toMatchObject({ threshold: 6 });
    // Whoever says no version means any.
    expect(await desk.replace(id, { ...rule, threshold: 8 })).toMatchObject({ threshold: 8, version: 3 });
  });
});
