import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../src/options/resolve-settings.js';

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const settings = resolveSettings({}, {}, () => ({}), () => undefined); // prettier-ignore

/** Rows of the table of options: name, default, variables. */
const rows = read('README.md')
  .split('\n')
  .filter((line) => /^\| `[a-zA-Z.]+` /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, name = '', fallback = '', , variables = '']) => ({ name: name.replaceAll('`', ''), fallback, variables }));

const namesIn = (text: string, pattern: RegExp): string[] => [...new Set(text.match(pattern) ?? [])].sort();

describe('the table of options in the README', () => {
  it('has each option that the code knows, and no other', () => {
    const spool = Object.keys(settings.spool === false ? {} : settings.spool).map((name) => `spool.${name}`);
    expect(rows.map(({ name }) => name).sort()).toEqual([...Object.keys(settings), ...spool].sort());
  });

  it('states the defaults as they are', () => {
    const known = { ...settings, 'spool.maxBytes': settings.spool && settings.spool.maxBytes, 'spool.level': settings.spool && settings.spool.level }; // prettier-ignore
    for (const { name, fallback } of rows) {
      const value = (known as Record<string, unknown>)[name];
      const stated = /^`([^`]*)`/.exec(fallback)?.[1];
      if (['number', 'boolean'].includes(typeof value) && name !== 'ssl')
        expect([name, stated]).toEqual([name, String(value)]);
    }
    expect(rows.find(({ name }) => name === 'spool.level')?.fallback).toBe('`ERROR`');
    expect(rows.find(({ name }) => name === 'topic')?.fallback).toBe(`\`${settings.topic}\``);
    expect(rows.find(({ name }) => name === 'brokers')?.fallback).toBe(`\`${settings.brokers.join()}\``);
  });

  it('names each variable that the code reads, and no other', () => {
    const code = ['src/options/resolve-settings.ts', 'src/create-logger.ts'].map(read).join('\n');
    const quoted = namesIn(code, /'[A-Z]{3,}(_[A-Z]+)*'/g).map((name) => name.slice(1, -1));
    const variables = quoted.filter((name) => !['ERROR', 'DEBUG'].includes(name));
    const stated = namesIn(
      `${rows.map(({ variables: cell }) => cell.replaceAll('…_FILE', '')).join()}, LOG_LEVEL, NODE_ENV`,
      /[A-Z]{3,}(_[A-Z]+)*/g,
    );
    expect(variables.sort()).toEqual(stated);
  });
});
