import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StoredRecord } from '@log-monitor/monitor-api';
import { waitFor } from '@log-monitor/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HttpFixture } from '../../monitor/test/views/fixture/http-fixture.js';
import { reading } from '../../monitor/src/alerts/measure/reading.js';
import { DEFAULT_RULES } from '../../monitor/src/alerts/rule/default-rules.js';
import { installRules } from '../../monitor/src/alerts/rule/install-rules.js';
import { parseArguments } from '../src/command-line/arguments.js';
import { ListedRecords } from '../src/show/listed-records.js';
import { plainText } from '../src/show/plain-text.js';
import { run } from '../src/run.js';

const TOKEN = 'a-token-of-the-cli-test';
const now = Date.now();
let http: HttpFixture;

beforeAll(async () => {
  http = await HttpFixture.create({ token: TOKEN });
  await http.store.store([
    { time: now - 120_000, level: 'INFO', service: 'booking', message: 'started' },
    {
      time: now - 60_000,
      level: 'ERROR',
      service: 'booking',
      message: 'refused',
      requestId: 'r-1',
      error: { type: 'E', stack: 'E: refused\n at x' },
    },
    { time: now - 30_000, level: 'CRITICAL', service: 'shop', message: 'evil \u001b[31mred\u001b[0m\r\nline' },
  ]);
  await http.store.client.query(
    `INSERT INTO ingest_position (topic, kafka_partition, first_offset, next_offset) VALUES ('application-logs', 0, 0, 3)`,
  );
  await http.store.progress(new Date(now), 0);
});
afterAll(() => http.close());

interface Ran {
  code: number;
  out: string[];
  notes: string[];
}

function start(line: string, environment: Record<string, string> = {}) {
  const stop = new AbortController();
  const ran: Ran = { code: -1, out: [], notes: [] };
  const done = run(line.split(' '), {
    environment: { LOG_MONITOR_URL: `http://127.0.0.1:${http.port}`, LOG_MONITOR_TOKEN: TOKEN, ...environment },
    out: (text) => void ran.out.push(text),
    note: (text) => void ran.notes.push(text),
    color: false,
    isInteractive: false,
    signal: stop.signal,
  }).then((code) => {
    ran.code = code;
    return ran;
  });
  return { ran, done, stop: () => stop.abort() };
}

const ask = (line: string, environment?: Record<string, string>): Promise<Ran> => start(line, environment).done;

describe('log-monitor', () => {
  it('errors: oldest first, with stack, hostile text made harmless', async () => {
    const { code, out } = await ask('errors --since 1h');
    expect(code).toBe(0);
    expect(out).toHaveLength(2);
    expect(out[0]).toMatch(/ERROR {4}booking \[r-1\] refused\n {4}E: refused\n {5}at x$/);
    expect(out[1]).toContain('evil \\u001b[31mred\\u001b[0m\\u000d\\nline');
  });

  it('search: any level, filters, JSON per line', async () => {
    const { out } = await ask('search --level info --service booking -o json');
    expect(out.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(['started']);
    const limited = await ask('search -n 1');
    expect(limited.out).toHaveLength(1);
    expect(limited.notes[0]).toContain('--limit');
  });

  it('stats, services, ledger: tables', async () => {
    const stats = await ask('stats');
    expect(stats.out[0]).toBe('3 records, 2 errors (66.7 %)');
    expect(stats.out).toContain('booking        2       1         0  50.0 %');
    const services = await ask('services');
    expect(services.out[0]).toMatch(/^SERVICE +STATUS +HOSTS/);
    expect(services.out[1]).toMatch(/^booking +failing/);
    const ledger = await ask('ledger -o json');
    expect(JSON.parse(ledger.out[0] ?? '')).toMatchObject({ instances: [], nextCursor: null });
    expect((await ask('ledger')).out[0]).toMatch(/^SERVICE +HOST +PROCESS/);
  });

  it('tail: follows what is stored', async () => {
    const tail = start('tail --service booking');
    // It is connected when the monitor has a reader; until then nothing is stored, so nothing can be missed.
    await waitFor(
      async () => {
        await http.store.client.query('BEGIN');
        const { rows } = await http.store.client.query<{ next_offset: string }>(
          `UPDATE ingest_position SET next_offset = next_offset + 1 RETURNING next_offset`,
        );
        const offset = Number(rows[0]?.next_offset) - 1;
        await http.store.insertOnly({
          time: Date.now(),
          level: 'INFO',
          service: 'booking',
          message: 'fresh',
          partition: 0,
          offset,
        });
        await http.store.client.query('COMMIT');
        return tail.ran.out.length > 0;
      },
      { timeoutMs: 10_000, what: 'a record on the tail', intervalMs: 100 },
    );
    tail.stop();
    expect((await tail.done).code).toBe(0);
    expect(tail.ran.out[0]).toMatch(/INFO {5}booking fresh$/);
  });

  it('groups: rules and how far they are applied; two windows beside each other', async () => {
    const none = await ask('groups rules');
    expect(none.notes).toEqual(['What is stored is grouped by these rules.']);
    const rule = {
      ...{ id: 'r', name: 'Gateways', match: { message: '*gateway*' }, fingerprint: 'all', enabled: true },
      ...{ updatedAt: '', updatedBy: 'ada' },
    };
    await http.store.client.query(
      `INSERT INTO group_rules (revision, undo_to, actor, action, rules) VALUES (1, -1, 'ada', 'create', $1)`,
      [JSON.stringify([rule])],
    );
    const rules = await ask('groups rules');
    expect(rules.out[1]?.split(/ {2,}/)).toEqual(['Gateways', 'on', 'message *gateway*', 'all', 'ada']);
    expect(rules.notes).toEqual(['What is stored is not grouped by these rules yet.']);
    await http.store.problem('refused', []);
    const compared = await ask('groups compare --since 2h');
    expect(compared.notes[0]).toMatch(/new, \d grown, \d vanished\.$/);
    expect((await ask('groups compare --version 9.9.9')).notes).toEqual(['No record has this version.']);
    expect((await ask('groups rules --since 1h')).code).toBe(2);
  });

  it.each([
    ['', 2, 'command is needed'],
    ['nonsense', 2, 'no command nonsense'],
    ['errors --nonsense', 2, 'nonsense'],
    ['errors --host x', 2, 'errors has no --host'],
    ['errors extra', 2, 'extra is too much'],
    ['stats --follow', 2, 'stats has no --follow'],
    ['search --attribute x', 2, '--attribute'],
    ['errors -o xml', 2, '--output'],
    ['errors --url nowhere', 2, 'no address'],
    ['errors --url http://127.0.0.1:1', 1, 'No monitor answers at http://127.0.0.1:1'],
    ['errors --limit 5000', 1, 'limit must be'],
    ['tail --level LOUD', 1, 'level must be'],
  ])('%j: exit code %i and a sentence', async (line, code, sentence) => {
    const ran = await start(line).done;
    expect(ran.code).toBe(code);
    expect(ran.notes.join('\n')).toContain(sentence);
  });

  it('says that a token is needed', async () => {
    const { code, notes } = await ask('stats', { LOG_MONITOR_TOKEN: '' });
    expect([code, notes[0]]).toEqual([1, 'The monitor asks for a token: set LOG_MONITOR_TOKEN.']);
  });

  it('says when the answer is not the whole truth', async () => {
    await http.store.progress(new Date(now - 5000), 12);
    const { notes } = await ask('stats');
    expect(notes[0]).toMatch(/^Complete through .*; 12 records are not stored yet \(\d+ s behind\)\.$/);
    await http.store.progress(new Date(now), 0);
  });

  it('follows a list without a step back: what --limit left out does not come after what is later', () => {
    const record = (id: string, seq?: number): StoredRecord => ({
      ...({ v: 1, id, timestamp: '2026-11-21T07:00:00.000Z', level: 'INFO', service: 's', host: 'h' } as const),
      ...{ message: 'm', group: null, ...(seq === undefined ? {} : { instance: 'process-1', seq }) },
    });
    const limited = new ListedRecords();
    limited.add([record('a', 5), record('b', 6), record('foreign')], false);
    const streamed = [record('b', 6), record('c', 4), record('d', 7), record('foreign'), record('other')];
    expect(streamed.filter((one) => !limited.takes(one)).map(({ id }) => id)).toEqual(['d', 'other']);
    const whole = new ListedRecords();
    whole.add([record('a', 5)], true);
    expect(whole.takes(record('late', 4))).toBe(false);
  });

  it('alerts: what fires, the rules, and why one did not', async () => {
    const { client } = http.store;
    await installRules(reading(client));
    const minute = '03:12';
    await client.query(
      `WITH subjects AS (
         INSERT INTO alert_subjects (rule_ids, versions, keys) VALUES ('{default-service-errors,default-service-errors}', '{1,1}', '{booking,shop}') RETURNING id
       )
       INSERT INTO alert_decision (minute, clock, due_at, decided_at, subjects_id, verdicts, suppressed, measured, volumes)
       SELECT m, 'event', m + interval '1 minute', m + interval '62 seconds', id, '{0,2}', '{0,3}', '{7,120}', '{90,400}'
         FROM subjects, (SELECT date_trunc('day', now(), 'UTC') + $1::interval) d (m)`,
      [minute],
    );
    const rules = await ask('alerts rules');
    const byName = Object.entries(DEFAULT_RULES).sort(([, a], [, b]) => (a.name < b.name ? -1 : 1));
    expect(rules.out.map((line) => line.split(' ')[0])).toEqual(['ID', ...byName.map(([id]) => id)]);
    const why = await ask(`alerts why default-service-errors --at ${minute}`);
    expect(why.out[0]).toMatch(
      /^Errors of a service, window that ended at \S+T03:12:00\.000Z: Decided 62 s after the window ended\.$/,
    );
    expect(why.out.slice(1)).toEqual([
      'booking: Not firing: 7 ERROR and CRITICAL records of booking in 5 min; it fires at 100.',
      'shop: Firing: 120 ERROR and CRITICAL records of shop in 5 min; it fires at 100; nobody was told, because it was muted.',
    ]);
    expect((await ask('alerts')).notes.join()).toContain('Decided up to never by no monitor.');
    expect((await ask('alerts history --since 1h -n 5')).out).toHaveLength(1);
    expect((await ask('alerts why nobody')).notes).toEqual(['There never was a rule with this id.']);
  });

  it.each([
    ['alerts whim', 'alerts has no whim'],
    ['alerts why', 'alerts why needs the id of a rule'],
    ['alerts rules --at 03:12', 'alerts has no --at.'],
    ['alerts rules x', 'x is too much.'],
  ])('%s is refused', async (line, reason) => {
    const { code, notes } = await ask(line);
    expect(code).toBe(2);
    expect(notes[0]).toContain(reason);
  });

  it('report: what happened, as text, and as a page or JSON in a file that is whole at any time', async () => {
    const { code, out } = await ask('report --since 1h');
    expect([code, out[0]?.split('\n')[0]]).toEqual([
      0,
      expect.stringMatching(/^Report of 1h: 2 errors in \d+ records/),
    ]);
    const folder = mkdtempSync(path.join(tmpdir(), 'cli-report-'));
    const page = path.join(folder, 'report.html');
    expect(await ask(`report --since 2h --until 0m -o ${page}`)).toMatchObject({ code: 0, out: [] });
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>[^]*Report of 2h/);
    await ask(`report --format json -o ${path.join(folder, 'any.name')}`);
    expect(JSON.parse(readFileSync(path.join(folder, 'any.name'), 'utf8'))).toMatchObject({ interval: 'daily' });
    expect(readdirSync(folder).sort()).toEqual(['any.name', 'report.html']);
    expect((await ask('report --help')).out[0]).toContain('Usage: log-monitor report');
    expect((await ask(`report -o ${folder}/none/report.txt`)).notes[0]).toMatch(
      /^The report cannot be written: ENOENT/,
    );
  });

  it.each([
    ['report --format pdf', '--format is text, html or json.'],
    ['report -o report.pdf', '--output is a file that ends with'],
    ['report extra', 'extra'],
  ])('%s is refused too', async (line, reason) => {
    const { code, notes } = await ask(line);
    expect([code, notes[0]]).toEqual([2, expect.stringContaining(reason)]);
  });

  it('helps', async () => {
    expect((await ask('--help')).out[0]).toContain('Usage: log-monitor');
    expect(parseArguments(['errors', '-s', '15m'], {})).toMatchObject({ parameters: { from: 'now-15m' } });
    expect(plainText('a\tb\u202ec\u009b')).toBe('a\tb\\u202ec\\u009b');
  });
});
