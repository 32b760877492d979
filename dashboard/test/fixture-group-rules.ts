import type {
  GroupApplication,
  GroupComparisonAnswer,
  GroupPreviewAnswer,
  GroupRule,
  GroupRuleInput,
} from '@log-monitor/monitor-api';
import { problem } from './fixture-groups.js';

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const RULES = '/api/v1/group-rules';

export function groupRule(number: number, change: Partial<GroupRule> = {}): GroupRule {
  return {
    ...{ id: `00000000-0000-4000-8000-00000000000${number}`, name: `Rule ${number}`, match: { type: `Type${number}` } },
    ...{ fingerprint: '{type}', enabled: true, updatedAt: ago(100), updatedBy: 'ada' },
    ...change,
  };
}

export function application(change: Partial<GroupApplication> = {}): GroupApplication {
  return {
    ...{
      id: '1',
      state: 'running',
      phase: 'moving',
      revision: 1,
      startedAt: ago(1),
      startedBy: 'ada',
      finishedAt: null,
    },
    ...{ done: 412_000, total: 1_000_000, moved: 1200, problemsBefore: 412, problemsAfter: 61, failure: null },
    ...change,
  };
}

const sample = { id: '019ab1f0-7a4e-7c11-8d0b-3a9f3f1b7c11', time: ago(3), service: 'booking', message: 'a sample' };

/** What a monitor says of the rules by which errors are grouped. */
export class FixtureGroupRules {
  rules: GroupRule[] = [];
  application: GroupApplication | null = null;
  isApplied = true;
  refused: { name: string; reason: string }[] = [];
  /** Rules of the previews, in their order. */
  readonly tried: GroupRuleInput[][] = [];
  readonly changed: string[] = [];
  preview: Omit<GroupPreviewAnswer, 'byRule'> = {
    ...{ errors: 1_000_000, isComplete: true, tookMs: 6100, before: 412, after: 61, moved: 31_000, joinedCount: 9 },
    joined: [
      {
        ...{ title: 'gateway stripe', rule: 'Gateways', count: 700, problems: 7, samples: [sample] },
        from: [{ id: problem(1).id, title: 'gateway stripe answered 502', count: 400 }],
      },
    ],
    splitCount: 1,
    split: [
      {
        ...{ id: problem(2).id, title: 'UpstreamError: it failed', count: 300, parts: 3 },
        into: [{ title: 'gateway adyen', rule: 'Gateways', count: 100, samples: [sample] }],
      },
    ],
  };

  body(path: string, query: URLSearchParams): object | undefined {
    if (path === '/api/v1/groups/compare') return this.#comparison(query.get('version'));
    return path === RULES ? this.#answer() : undefined;
  }

  change(method: string, path: string, body: unknown): { status: number; body: object } | undefined {
    if (path === '/api/v1/groups/preview') {
      this.tried.push((body as { rules: GroupRuleInput[] }).rules);
      return { status: 200, body: { ...this.preview, byRule: [] } };
    }
    if (path === '/api/v1/groups/apply') {
      this.application = application(method === 'DELETE' ? { state: 'stopped' } : {});
      return { status: 200, body: this.application };
    }
    if (!path.startsWith(RULES)) return undefined;
    this.changed.push(`${method} ${path} ${JSON.stringify(body)}`);
    if (this.refused.length > 0)
      return { status: 400, body: { title: 'Bad Request', detail: 'It cannot be so.', parameters: this.refused } };
    const id = path.slice(RULES.length + 1);
    if (id === 'order')
      this.rules = (body as { ids: string[] }).ids.flatMap((one) => this.rules.filter((rule) => rule.id === one));
    else if (method === 'DELETE') this.rules = this.rules.filter((rule) => rule.id !== id);
    else if (method === 'PUT')
      this.rules = this.rules.map((rule) => (rule.id === id ? { ...rule, ...(body as GroupRuleInput) } : rule));
    else if (id !== 'undo') this.rules = [...this.rules, groupRule(9, body as Partial<GroupRule>)];
    this.isApplied = false;
    return { status: 200, body: this.#answer() };
  }

  #answer(): object {
    const { rules, application: last, isApplied } = this;
    return { rules, revision: this.changed.length, application: last, isApplied };
  }

  #comparison(version: string | null): Omit<GroupComparisonAnswer, 'completeThrough' | 'lag'> {
    const between = ago(60);
    return {
      range: { from: between, to: ago(0) },
      before: { from: ago(120), to: between },
      deployedAt: version === null ? null : ago(60),
      ...{ newCount: 1, new: [{ ...problem(1), before: 0 }], grownCount: 33, grown: [{ ...problem(2), before: 3 }] },
      ...{ vanishedCount: 0, vanished: [] },
    };
  }
}
