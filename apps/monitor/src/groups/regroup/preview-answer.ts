import type { GroupPreviewAnswer, GroupRuleInput } from '@log-monitor/monitor-api';
import type pg from 'pg';
import { readGroups, type StoredGroup } from './planned-groups.js';
import { readSamples, type SampleOf } from './preview-samples.js';
import { planRegroup, type RegroupPlan } from './regroup-plan.js';
import type { KnownFingerprint } from './stored-errors.js';
import type { Flow, Tally } from './tally.js';

const MOST_SHOWN = 50;
const MOST_PARTS = 10;
const SAMPLES_OF_JOINED = 3;
const SAMPLES_OF_PART = 2;

type Preview = Omit<GroupPreviewAnswer, 'isComplete' | 'tookMs'>;

interface PreviewInput {
  tally: Tally;
  fingerprints: ReadonlyMap<string, KnownFingerprint>;
  rules: readonly GroupRuleInput[];
  changedAt: string;
}

/** Flows of one problem, with their errors. */
interface Side {
  id: string;
  count: number;
  flows: Flow[];
}

/** What rules would make of the problems, from what was counted. */
export async function previewOf(client: pg.Client, input: PreviewInput): Promise<Preview> {
  const { tally, fingerprints, rules } = input;
  const { flows } = tally;
  const groupOf = new Map([...fingerprints].map(([hash, { groupId }]) => [hash, groupId]));
  const ids = new Set(flows.flatMap(({ from, to }) => [groupOf.get(from ?? ''), groupOf.get(to)]).filter(isText));
  const groups = await readGroups(client, ids, input.changedAt);
  const plan = planRegroup({ flows, groupOf, groups });
  const groupBefore = ({ from }: Flow): string | undefined => (from === null ? undefined : groupOf.get(from));
  const groupAfter = ({ to }: Flow): string => plan.homeOf.get(to) ?? to;
  const before = sidesOf(flows, groupBefore);
  const after = sidesOf(flows, groupAfter);
  const joined = after.filter(({ flows: of }) => new Set(of.map(groupBefore)).size > 1);
  const split = before.filter(({ flows: of }) => new Set(of.map(groupAfter)).size > 1);
  const shown = [...joined.slice(0, MOST_SHOWN), ...split.slice(0, MOST_SHOWN)].flatMap((side) => side.flows);
  const describe = new Description(plan, tally, fingerprints, groups, await readSamples(client, shown));
  return {
    errors: tally.errors,
    before: before.length,
    after: after.length,
    moved: flows.reduce((sum, flow) => (groupBefore(flow) === groupAfter(flow) ? sum : sum + flow.count), 0),
    byRule: rules.filter(({ enabled }) => enabled).map(({ name }) => byRule(name, flows)),
    joinedCount: joined.length,
    joined: joined.slice(0, MOST_SHOWN).map((side) => describe.joined(side, sidesOf(side.flows, groupBefore))),
    splitCount: split.length,
    split: split.slice(0, MOST_SHOWN).map((side) => describe.split(side, sidesOf(side.flows, groupAfter))),
  };
}

function byRule(name: string, flows: readonly Flow[]): Preview['byRule'][number] {
  const own = flows.filter(({ rule }) => rule === name);
  const errors = own.reduce((sum, { count }) => sum + count, 0);
  return { name, errors, problems: new Set(own.map(({ to }) => to)).size };
}

/** The flows by what they are told apart by; those with the most errors first. */
function sidesOf(flows: readonly Flow[], idOf: (flow: Flow) => string | undefined): Side[] {
  const sides = new Map<string, Side>();
  for (const flow of flows) {
    const id = idOf(flow);
    if (id === undefined) continue;
    const side = sides.get(id);
    if (side === undefined) sides.set(id, { id, count: flow.count, flows: [flow] });
    else {
      side.count += flow.count;
      side.flows.push(flow);
    }
  }
  return [...sides.values()].sort((one, other) => other.count - one.count || (one.id < other.id ? -1 : 1));
}

class Description {
  constructor(
    private readonly plan: RegroupPlan,
    private readonly tally: Tally,
    private readonly fingerprints: ReadonlyMap<string, KnownFingerprint>,
    private readonly groups: ReadonlyMap<string, StoredGroup>,
    private readonly sampleOf: SampleOf,
  ) {}

  joined({ id, count, flows }: Side, from: readonly Side[]): Preview['joined'][number] {
    return {
      title: this.#title(id, flows),
      rule: mainOf(flows).rule,
      count,
      problems: from.length,
      from: from.slice(0, MOST_PARTS).map((side) => this.#known(side)),
      samples: this.#samples(flows, SAMPLES_OF_JOINED),
    };
  }

  split(side: Side, into: readonly Side[]): Preview['split'][number] {
    return {
      ...this.#known(side),
      parts: into.length,
      into: into.slice(0, MOST_PARTS).map(({ count, flows }) => {
        const { to, rule } = mainOf(flows);
        const title = this.tally.targets.get(to) ?? this.#title(this.plan.homeOf.get(to) ?? to, flows);
        return { title, rule, count, samples: this.#samples(flows, SAMPLES_OF_PART) };
      }),
    };
  }

  #known({ id, count, flows }: Side): Preview['joined'][number]['from'][number] {
    return { id: hexOf(id), title: this.#title(id, flows), count };
  }

  #title(id: string, flows: readonly Flow[]): string {
    const { from, to } = mainOf(flows);
    const print = this.fingerprints.get(to) ?? this.fingerprints.get(from ?? '');
    return this.groups.get(id)?.title ?? this.tally.targets.get(to) ?? print?.title ?? '';
  }

  #samples(flows: readonly Flow[], most: number) {
    const sorted = [...flows].sort((one, other) => other.count - one.count);
    // One of each first: they show what is put together.
    const places = [0, 1, 2].flatMap((at) => sorted.flatMap(({ samples }) => samples[at] ?? []));
    return places.slice(0, most).flatMap((place) => this.sampleOf(place) ?? []);
  }
}

function mainOf(flows: readonly Flow[]): Flow {
  return flows.reduce((most, flow) => (flow.count > most.count ? flow : most));
}

function hexOf(id: string): string {
  return BigInt.asUintN(64, BigInt(id)).toString(16).padStart(16, '0');
}

function isText(value: string | undefined): value is string {
  return value !== undefined;
}
