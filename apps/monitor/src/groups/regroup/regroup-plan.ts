import { lastingGroup, type PlannedGroup } from './lasting-group.js';
import type { Flow } from './tally.js';

/** What is known before errors are regrouped. */
export interface PlanInput {
  flows: readonly Pick<Flow, 'from' | 'to' | 'count'>[];
  /** Problems by the fingerprints that there are. */
  groupOf: ReadonlyMap<string, string>;
  groups: ReadonlyMap<string, PlannedGroup>;
}

export interface RegroupPlan {
  /** Where errors of each fingerprint belong afterwards. */
  homeOf: Map<string, string>;
  /** Problems that others go into, with those. */
  joins: Map<string, string[]>;
  /** Problems that are made, by their fingerprint, with the problem that most of their errors come from; undefined: from none. */
  made: Map<string, string | undefined>;
  /** Problems that ingest made by the new rules before, with the one that most of the errors come from that join them now. */
  adopting: Map<string, string>;
  /** Fingerprints that lose all their errors, with the one that most of them go to. */
  heirs: Map<string, string>;
  /** Fingerprints that lose some. */
  reduced: string[];
}

/**
 * Decides to which problems fingerprints belong when errors get others.
 *
 * A fingerprint that loses all its errors has an heir, the one that most of them go to, and the heir belongs to its problem: so a problem keeps its id, its
 * state and what was merged into it under another fingerprint. An heir of several brings their problems together. What had gone into another
 * problem so, and gets its errors back, is itself again. What is only split off is a problem of its own, in the same state.
 */
export function planRegroup({ flows, groupOf, groups }: PlanInput): RegroupPlan {
  const { heirs, reduced } = heirsOf(flows);
  const sets = new DisjointSets();
  const homes = new Map<string, string>();
  const belong = (to: string, group: string): void => {
    const home = homes.get(to);
    if (home === undefined) homes.set(to, group);
    else sets.join(home, group);
  };
  const homeOf = (hash: string): string | undefined => groupOf.get(hash);
  for (const { to } of flows) if (homeOf(to) !== undefined) belong(to, homeOf(to) as string);
  const inherited = [...heirs].flatMap(([from, to]) => {
    const group = homeOf(from);
    return group === undefined ? [] : [{ to, group, awakes: groups.get(homeOf(to) ?? '')?.isDormant === true }];
  });
  for (const { to, group, awakes } of inherited) if (!awakes) belong(to, group);
  // What had gone into a problem is itself again, as long as that problem has errors of its own.
  const living = new Set([...homes.values()].map((group) => sets.root(group)));
  for (const { to, group, awakes } of inherited) if (awakes && !living.has(sets.root(group))) belong(to, group);
  const { lasting, joins } = chooseLasting(sets, groups);
  const plan: RegroupPlan = { homeOf: new Map(), joins, made: new Map(), adopting: new Map(), heirs, reduced };
  for (const [to, source] of mainSources(flows)) {
    const known = homes.get(to);
    const home = known === undefined ? to : (lasting.get(sets.root(known)) ?? known);
    plan.homeOf.set(to, home);
    const group = groupOf.get(source ?? '');
    if (known === undefined) plan.made.set(to, group);
    else if (group !== undefined && group !== home && groups.get(home)?.isFresh) plan.adopting.set(home, group);
  }
  return plan;
}

function heirsOf(flows: PlanInput['flows']): Pick<RegroupPlan, 'heirs' | 'reduced'> {
  const most = new Map<string, PlanInput['flows'][number]>();
  const staying = new Set<string>();
  for (const flow of flows) {
    if (flow.from === null) continue;
    if (flow.from === flow.to) staying.add(flow.from);
    else if (isMore(flow, most.get(flow.from), 'to')) most.set(flow.from, flow);
  }
  const leaving = [...most];
  return {
    heirs: new Map(leaving.filter(([from]) => !staying.has(from)).map(([from, { to }]) => [from, to])),
    reduced: leaving.filter(([from]) => staying.has(from)).map(([from]) => from),
  };
}

/** The other fingerprint that most errors of each come from; null: none. */
function mainSources(flows: PlanInput['flows']): Map<string, string | null> {
  const most = new Map<string, PlanInput['flows'][number]>();
  const sources = new Map<string, string | null>(flows.map(({ to }) => [to, null]));
  for (const flow of flows) {
    if (flow.from === flow.to || flow.from === null || !isMore(flow, most.get(flow.to), 'from')) continue;
    most.set(flow.to, flow);
    sources.set(flow.to, flow.from);
  }
  return sources;
}

/** Of two that are equal the same one, in whatever order they come. */
function isMore(
  flow: PlanInput['flows'][number],
  than: PlanInput['flows'][number] | undefined,
  side: 'from' | 'to',
): boolean {
  if (than === undefined || flow.count !== than.count) return than === undefined || flow.count > than.count;
  return String(flow[side]) < String(than[side]);
}

function chooseLasting(sets: DisjointSets, groups: PlanInput['groups']) {
  const lasting = new Map<string, string>();
  const joins = new Map<string, string[]>();
  for (const members of sets.all()) {
    const known = members.flatMap((id) => groups.get(id) ?? []);
    const { id } = lastingGroup(known) ?? { id: members[0] as string };
    lasting.set(sets.root(id), id);
    joins.set(
      id,
      members.filter((member) => member !== id),
    );
  }
  return { lasting, joins };
}

/** Sets without a member in common, joined one by one. */
class DisjointSets {
  readonly #parents = new Map<string, string>();

  root(member: string): string {
    let at = member;
    for (let parent = this.#parents.get(at); parent !== undefined; parent = this.#parents.get(at)) at = parent;
    return at;
  }

  join(one: string, other: string): void {
    const [from, to] = [this.root(one), this.root(other)];
    if (from !== to) this.#parents.set(from, to);
  }

  /** Those with more than one member, each member once. */
  all(): string[][] {
    const sets = new Map<string, Set<string>>();
    for (const member of new Set([...this.#parents.keys(), ...this.#parents.values()])) {
      const root = this.root(member);
      const set = sets.get(root);
      if (set === undefined) sets.set(root, new Set([member]));
      else set.add(member);
    }
    return [...sets.values()].map((set) => [...set].sort());
  }
}
