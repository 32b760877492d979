import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlannedGroup } from '../../src/groups/regroup/lasting-group.js';
import { planRegroup, type PlanInput } from '../../src/groups/regroup/regroup-plan.js';

const group = (id: string, over: Partial<PlannedGroup> = {}): PlannedGroup => ({
  ...{ id, count: 1, isFresh: false, isDormant: false, triage: { state: 'open' } },
  ...over,
});
const plan = (flows: [from: string | null, to: string, count: number][], known: Record<string, string>, groups: PlannedGroup[] = []) =>
  planRegroup({
    flows: flows.map(([from, to, count]) => ({ from, to, count })),
    groupOf: new Map(Object.entries(known)),
    groups: new Map(groups.map((one) => [one.id, one])),
  }); // prettier-ignore

describe('a plan to regroup errors', () => {
  it('keeps a problem whose fingerprint gets another name', () => {
    const { homeOf, made, heirs } = plan([['1', '9', 5]], { 1: 'A' }, [group('A')]);
    expect(Object.fromEntries(homeOf)).toEqual({ 9: 'A' });
    expect(made.size).toBe(0);
    expect(Object.fromEntries(heirs)).toEqual({ 1: '9' });
  });

  it('brings problems together whose errors all go to one; the one that needs somebody most stays', () => {
    const groups = [
      group('A', { count: 99, triage: { state: 'ignored' } }),
      group('B', { count: 5 }),
      group('C', { count: 7, triage: { state: 'resolved' } }),
      group('F', { count: 100, isFresh: true }),
    ];
    const flows: [string, string, number][] = [['1', '9', 99], ['2', '9', 5], ['3', '9', 7], ['9', '9', 100]]; // prettier-ignore
    const { homeOf, joins } = plan(flows, { 1: 'A', 2: 'B', 3: 'C', 9: 'F' }, groups);
    expect(homeOf.get('9')).toBe('B');
    expect(Object.fromEntries(joins)).toEqual({ B: ['A', 'C', 'F'] });
  });

  it('makes a problem of what is only split off, from the one that most of it was', () => {
    const flows: [string, string, number][] = [['1', '1', 4], ['1', '9', 9], ['2', '2', 1], ['2', '9', 3]]; // prettier-ignore
    const { homeOf, made, reduced } = plan(flows, { 1: 'A', 2: 'B' }, [group('A'), group('B')]);
    expect(Object.fromEntries(homeOf)).toEqual({ 1: 'A', 2: 'B', 9: '9' });
    expect(Object.fromEntries(made)).toEqual({ 9: 'A' });
    expect(reduced).toEqual(['1', '2']);
  });

  it('lets problems be themselves again that had gone into one', () => {
    const dormant = { isDormant: true };
    const flows: [string, string, number][] = [['9', '1', 4], ['9', '2', 2], ['9', '3', 1]]; // prettier-ignore
    const known = { 9: 'B', 1: 'A', 2: 'B', 3: 'C' };
    const back = plan(flows, known, [group('A', dormant), group('B'), group('C', dormant)]);
    expect(Object.fromEntries(back.homeOf)).toEqual({ 1: 'A', 2: 'B', 3: 'C' });
    expect(back.joins.size).toBe(0);
    // Nothing is left of the one that they had gone into: what was decided about it since stays to be seen.
    const rest = plan([['9', '1', 4]], known, [group('A', { ...dormant, triage: { state: 'ignored' } }), group('B')]);
    expect(Object.fromEntries(rest.homeOf)).toEqual({ 1: 'B' });
  });

  it('gives a problem that ingest made by the new rules the state of what its errors were', () => {
    const flows: [string, string, number][] = [['1', '1', 4], ['1', '9', 3], ['2', '2', 4], ['2', '9', 2], ['9', '9', 8]]; // prettier-ignore
    const groups = (isFresh: boolean) => [group('A'), group('B'), group('F', { isFresh })];
    const known = { 1: 'A', 2: 'B', 9: 'F' };
    expect([...plan(flows, known, groups(true)).adopting]).toEqual([['F', 'A']]);
    expect([...plan(flows, known, groups(false)).adopting]).toEqual([]);
  });

  it('lets the greater part of a problem keep it when all of it is split', () => {
    const { homeOf, made } = plan([['1', '8', 2], ['1', '9', 3]], { 1: 'A' }, [group('A')]); // prettier-ignore
    expect(Object.fromEntries(homeOf)).toEqual({ 8: '8', 9: 'A' });
    expect(Object.fromEntries(made)).toEqual({ 8: 'A' });
  });

  it('keeps together what people had merged, and errors that had no problem get one', () => {
    const flows: [string | null, string, number][] = [['1', '8', 2], ['2', '9', 3], [null, '7', 4]]; // prettier-ignore
    const { homeOf, made } = plan(flows, { 1: 'A', 2: 'A' }, [group('A')]);
    expect(Object.fromEntries(homeOf)).toEqual({ 8: 'A', 9: 'A', 7: '7' });
    expect([...made]).toEqual([['7', undefined]]);
  });
});

const prints = fc.constantFrom('1', '2', '3', '4', '5', '6');
const arbitraryInput: fc.Arbitrary<PlanInput> = fc
  .record({
    flows: fc.array(fc.record({ from: fc.option(prints), to: prints, count: fc.integer({ min: 1, max: 9 }) }), { minLength: 1, maxLength: 12 }),
    groupOf: fc.dictionary(prints, fc.constantFrom('A', 'B', 'C', 'D')),
    states: fc.array(fc.constantFrom('open' as const, 'resolved' as const, 'ignored' as const, 'muted' as const), { minLength: 4, maxLength: 4 }),
  })
  .map(({ flows, groupOf, states }) => {
    const known = new Map(Object.entries(groupOf));
    // What errors come from is always known.
    for (const { from } of flows) if (from !== null && !known.has(from)) known.set(from, 'A');
    const distinct = new Map(flows.map((flow) => [`${flow.from}>${flow.to}`, flow]));
    const groups = ['A', 'B', 'C', 'D'].map((id, at) => group(id, { triage: { state: states[at] ?? 'open' } }));
    return { flows: [...distinct.values()], groupOf: known, groups: new Map(groups.map((one) => [one.id, one])) };
  }); // prettier-ignore

it('any plan gives each fingerprint one home that stays, in whatever order the errors were counted', () => {
  fc.assert(
    fc.property(arbitraryInput, fc.infiniteStream(fc.nat()), (input, order) => {
      const { homeOf, joins, made, heirs } = planRegroup(input);
      const gone = new Set([...joins.values()].flat());
      for (const { from, to } of input.flows) {
        const home = homeOf.get(to) as string;
        expect(gone.has(home)).toBe(false);
        expect(made.has(to)).toBe(home === to);
        // What a problem had, or what went into another with it, stays with it.
        const before = input.groupOf.get(from ?? '');
        if (from !== null && heirs.get(from) === to && before !== home) expect(joins.get(home)).toContain(before);
      }
      for (const ids of joins.values()) expect(ids.every((id) => !joins.has(id))).toBe(true);
      const shuffled = [...input.flows].sort(() => ((order.next().value ?? 0) % 2 === 0 ? -1 : 1));
      const again = planRegroup({ ...input, flows: shuffled });
      expect(new Map([...again.homeOf].sort())).toEqual(new Map([...homeOf].sort()));
    }),
    { numRuns: 1000 },
  );
});
