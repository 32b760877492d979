import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LEVELS } from '@log-monitor/log-record';
import { resolveSettings } from '../src/options/resolve-settings.js';

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const settings = resolveSettings({}, {}, () => ({}), () => undefined); // prettier-ignore
const { clientName: _, topics, spool, ...plain } = settings;
if (spool === false) throw new Error('the spool is on by default');
/** What the options are by default, by their names. */
const defaults: Record<string, unknown> = {
  ...plain,
  topic: topics.main,
  errorTopic: topics.urgent?.topic,
  spool,
  'spool.dir': spool.dir,
  'spool.maxBytes': spool.maxBytes,
  'spool.level': LEVELS[spool.from - 1],
};

/** Rows of the table of options: name, default, variables. */
const rows = read('README.md')
  .split('\n')
  .filter((line) => /^\| `[a-zA-Z.]+` /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, name = '', fallback = '', , variables = '']) => ({ name: name.replaceAll('`', ''), fallback, variables }));

const namesIn = (text: string, pattern: RegExp): string[] => [...new Set(text.match(pattern) ?? [])].sort();

describe('the table of options in the README', () => {
  it('has each option that the code knows, and no other', () => {
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(defaults).sort());
  });

  it('states the defaults as they are', () => {
    for (const { name, fallback } of rows) {
      const value = defaults[name];
      const stated = /^`([^`]*)`/.exec(fallback)?.[1];
      if (['number', 'boolean'].includes(typeof value) && name !== 'ssl')
        expect([name, stated]).toEqual([name, String(value)]);
    }
    for (const name of ['topic', 'errorTopic', 'brokers', 'spool.level']) {
      expect(rows.find((row) => row.name === name)?.fallback).toBe(`\`${String(defaults[name])}\``);
    }
  });

  it('names each variable that the code reads, and no other', () => {
    const code = ['src/options/resolve-settings.ts', 'src/logger/create-logger.ts'].map(read).join('\n');
    const quoted = namesIn(code, /'[A-Z]{3,}(_[A-Z]+)*'/g).map((name) => name.slice(1, -1));
    const variables = quoted.filter((name) => !['ERROR', 'DEBUG'].includes(name));
    const stated = namesIn(
      `${rows.map(({ variables: cell }) => cell.replaceAll('…_FILE', '')).join()}, LOG_LEVEL, NODE_ENV`,
      /[A-Z]{3,}(_[A-Z]+)*/g,
    );
    expect(variables.sort()).toEqual(stated);
  });
});
