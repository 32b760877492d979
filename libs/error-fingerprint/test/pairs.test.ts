import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../src/index.js';
import { NODE_PAIRS } from './pairs/node-pairs.js';
import { OTHER_PAIRS } from './pairs/other-pairs.js';

const PAIRS = [...NODE_PAIRS, ...OTHER_PAIRS];

it('are at least 80', () => {
  expect(PAIRS.length).toBeGreaterThanOrEqual(80);
  expect(new Set(PAIRS.map(({ name, isSame }) => `${name} ${isSame}`)).size).toBe(PAIRS.length);
});

describe('one problem', () => {
  it.each(PAIRS.filter(({ isSame }) => isSame))('$name', ({ left, right }) => {
    expect(fingerprintOf(right).key).toBe(fingerprintOf(left).key);
  });
});

describe('two problems', () => {
  it.each(PAIRS.filter(({ isSame }) => !isSame))('$name', ({ left, right }) => {
    expect(fingerprintOf(right).key).not.toBe(fingerprintOf(left).key);
  });
});
