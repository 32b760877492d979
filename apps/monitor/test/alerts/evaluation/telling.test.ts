import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Suppression, tell, tellEarly, type Told, UNTOLD } from '../../../src/alerts/evaluation/telling.js';
import { MINUTE_MS } from '../../../src/time/durations.js';

const rule = { cooldownSeconds: 300 };
const START = Date.UTC(2026, 10, 28, 3);

describe('tell', () => {
  it('tells once that it fires, and once that it is over', () => {
    let told: Told = UNTOLD;
    const transitions = [false, true, true, true, false, false].map((firing, minute) => {
      const telling = tell(rule, firing, told, START + minute * MINUTE_MS, 'none');
      told = telling.told;
      return telling.transition;
    });
    expect(transitions).toEqual([undefined, 'fired', undefined, undefined, 'resolved', undefined]);
  });

  it('tells after the cooldown what still fires then', () => {
    const before: Told = { open: false, at: START };
    expect(tell(rule, true, before, START + 4 * MINUTE_MS, 'none')).toMatchObject({
      suppression: 'cooldown',
      told: before,
    });
    expect(tell(rule, true, before, START + 5 * MINUTE_MS, 'none').transition).toBe('fired');
  });

  it('says nothing while it is muted, tells when the mute has ended, and never ends what was not told', () => {
    const muted = tell(rule, true, UNTOLD, START, 'mute');
    expect(muted).toEqual({ told: UNTOLD, transition: undefined, suppression: 'mute' });
    expect(tell(rule, false, muted.told, START + MINUTE_MS, 'none').transition).toBeUndefined();
    expect(tell(rule, true, muted.told, START + MINUTE_MS, 'none').transition).toBe('fired');
  });

  it('never tells twice in a row that it fires, nor twice that it is over, whatever happens', () => {
    const step = fc.record({
      firing: fc.boolean(),
      isEarly: fc.boolean(),
      silence: fc.constantFrom<Suppression[]>('none', 'mute', 'dependency'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        let told: Told = UNTOLD;
        const heard: string[] = [];
        steps.forEach(({ firing, isEarly, silence }, minute) => {
          const at = START + minute * MINUTE_MS;
          const telling = isEarly
            ? tellEarly(rule, told, at, at + 2 * MINUTE_MS, silence)
            : tell(rule, firing, told, at, silence);
          told = telling.told;
          if (telling.transition !== undefined && telling.transition !== 'reminder') heard.push(telling.transition);
        });
        heard.forEach((transition, index) => expect(transition).toBe(index % 2 === 0 ? 'fired' : 'resolved'));
        expect(told.open).toBe(heard.length % 2 === 1);
      }),
    );
  });
});

describe('tellEarly', () => {
  it('is told at once, and not over before the windows that hold it were evaluated', () => {
    const early = tellEarly(rule, UNTOLD, START, START + 2 * MINUTE_MS, 'none');
    expect(early.transition).toBe('fired');
    expect(tell(rule, false, early.told, START + MINUTE_MS, 'none').transition).toBeUndefined();
    expect(tell(rule, true, early.told, START + 2 * MINUTE_MS, 'none').transition).toBeUndefined();
    expect(tell(rule, false, early.told, START + 7 * MINUTE_MS, 'none').transition).toBe('resolved');
  });

  it('is told again after the cooldown as long as they come, and not before', () => {
    const early = tellEarly(rule, UNTOLD, START, START + MINUTE_MS, 'none');
    expect(
      tellEarly(rule, early.told, START + 4 * MINUTE_MS, START + 5 * MINUTE_MS, 'none').transition,
    ).toBeUndefined();
    expect(tellEarly(rule, early.told, START + 5 * MINUTE_MS, START + 6 * MINUTE_MS, 'none').transition).toBe(
      'reminder',
    );
  });
});
