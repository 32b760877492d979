import type { Group, GroupAnswer, GroupChange } from '@log-monitor/monitor-api';
import { makeError, seededRandom } from './fixture-records.js';

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

type Event = GroupAnswer['events'][number];
type Fingerprint = GroupAnswer['fingerprints'][number];

const TITLES = [
  ['ConnectionError: connect ECONNREFUSED 10.0.3.17:5432', 'connect (src/database/pool.ts)', 'usermanagement'],
  [
    "TypeError: Cannot read properties of undefined (reading 'roles')",
    'rolesOf (src/session/roles.ts)',
    'usermanagement',
  ],
  ['TimeoutError: Payment provider did not answer within <duration>', 'charge (src/payment/client.ts)', 'booking'],
  ['ConflictError: Room <number> is already booked', 'book (src/booking/rooms.ts)', 'booking'],
  ['SmtpError: 421 Try again later, closing connection', 'send (src/mail/sender.ts)', 'notification'],
  ['CircuitOpenError: Index shard <number> is not answering', null, 'search-api'],
] as const;

/** A problem of the list; its number makes its id. */
export function problem(number: number, change: Partial<Group> = {}): Group {
  const random = seededRandom(number);
  const [title, culprit, service] = TITLES[number % TITLES.length]!;
  const counts = Array.from({ length: 24 }, () => Math.floor(random() * random() * 40));
  const count = counts.reduce((sum, one) => sum + one, 0);
  return {
    ...{ id: number.toString(16).padStart(16, '0'), title, culprit, state: 'open', stateAt: null, regressedAt: null },
    ...{ resolvedInVersion: null, mutedUntil: null, assignee: null, services: [service], versions: ['1.4.2', '1.4.1'] },
    ...{ firstSeen: ago(3000 + number), lastSeen: ago(number), count, total: count * 20, users: number * 3, notes: 0 },
    ...{ revision: 0, trend: { from: ago(60), bucketMs: 150_000, counts } },
    ...change,
  };
}

const fingerprint = ({ id, title, culprit, total }: Group): Fingerprint => ({
  ...{ id, title, culprit, count: total, by: 'stack' },
  parts: [title.split(':')[0] ?? title, culprit ?? 'no frame'],
});

/** What a monitor says of problems, and what is done about them. */
export class FixtureGroups {
  groups: Group[] = [];
  /** By problem, newest first. */
  readonly events = new Map<string, Event[]>();
  readonly fingerprints = new Map<string, Fingerprint[]>();
  /** Bodies of what was changed, by method and path. */
  readonly changed: string[] = [];
  #before = new Map<string, Group[][]>();
  #event = 0;

  fill(): void {
    this.groups = Array.from({ length: 14 }, (_, at) => problem(at + 1));
    this.groups[1] = problem(2, {
      regressedAt: ago(12),
      assignee: 'ada',
      notes: 2,
      services: ['booking', 'mail', 'web'],
    });
  }

  body(path: string, query: URLSearchParams): object | undefined {
    if (path === '/api/v1/groups') return this.#page(query);
    const id = /^\/api\/v1\/groups\/([0-9a-f]{16})$/.exec(path)?.[1];
    const group = this.groups.find((one) => one.id === id);
    return group && this.#answer(group);
  }

  /** @returns undefined when nothing of problems is asked for; without a body: 204 */
  change(method: string, path: string, body: unknown): { status: number; body: object } | undefined {
    const [, id, action] = /^\/api\/v1\/groups\/([0-9a-f]{16}|bulk)(?:\/(\w+))?$/.exec(path) ?? [];
    if (id === undefined) return undefined;
    this.changed.push(`${method} ${path} ${body === undefined ? '' : JSON.stringify(body)}`);
    if (action === 'undo') return this.#undo(id);
    const { ids = [id], change = body } = (body ?? {}) as { ids?: string[]; change?: unknown };
    this.#remember(id === 'bulk' ? ids : [id]);
    if (method === 'DELETE') this.groups = this.groups.filter((group) => group.id !== id);
    else if (action === 'merge') this.#merge(id, ids);
    else if (action === 'split') return this.#split(id, (body as { fingerprints: string[] }).fingerprints);
    else for (const one of ids) this.#set(one, change as GroupChange);
    return { status: 200, body: id === 'bulk' ? { changed: ids.length, absent: [] } : {} };
  }

  #page(query: URLSearchParams): object {
    const [state, search, sort] = [query.get('state'), query.get('search')?.toLowerCase(), query.get('sort')];
    const found = this.groups
      .filter((group) => state === null || group.state === state)
      .filter(({ title }) => search === undefined || title.toLowerCase().includes(search));
    if (sort === 'count') found.sort((a, b) => b.count - a.count);
    if (query.get('order') === 'asc') found.reverse();
    const start = Number(query.get('cursor') ?? 0);
    const groups = found.slice(start, start + Number(query.get('limit')));
    const end = start + groups.length;
    const nextCursor = end < found.length ? String(end) : null;
    const range = { from: ago(60), to: ago(0) };
    return { groups, count: groups.length, total: found.length, nextCursor, range };
  }

  #answer(group: Group): object {
    const record = makeError(seededRandom(3), Date.now(), 5 * 60_000);
    const fingerprints = this.fingerprints.get(group.id) ?? [fingerprint(group)];
    const shareOf = (name: string, at: number) => ({
      ...{ name, count: 30 - 10 * at, firstSeen: group.firstSeen, lastSeen: group.lastSeen },
    });
    return {
      ...group,
      byService: group.services.slice(0, 3).map(shareOf),
      byVersion: [...group.versions, ''].slice(0, 3).map(shareOf),
      groupedBy: 'Grouped by type + 3 frames.',
      fingerprints,
      samples: { first: null, last: record, rare: { ...record, message: 'the rare one' } },
      events: this.events.get(group.id) ?? [],
    };
  }

  #remember(ids: readonly string[]): void {
    for (const id of ids) this.#before.set(id, [...(this.#before.get(id) ?? []), this.groups]);
  }

  #undo(id: string): { status: number; body: object } {
    const before = this.#before.get(id)?.pop();
    if (before === undefined) return { status: 409, body: { title: 'Conflict', detail: 'There is nothing to undo.' } };
    // Others keep what was done to them since.
    const own = before.find((group) => group.id === id)!;
    const back = before.filter((group) => !this.groups.some((one) => one.id === group.id));
    this.groups = [...this.groups.map((group) => (group.id === id ? own : group)), ...back];
    const events = this.events.get(id) ?? [];
    const last = events.find(({ undone, action }) => !undone && action !== 'undo');
    if (last) last.undone = true;
    this.#note(id, 'undo', { action: last?.action });
    return { status: 200, body: { undone: last?.action } };
  }

  #set(id: string, { note, state, resolvedInVersion, mutedUntil, assignee }: GroupChange): void {
    if (note !== undefined) this.#note(id, 'note', { text: note });
    const change = {
      ...(state !== undefined && {
        ...{ state, stateAt: ago(0), regressedAt: null },
        ...{ resolvedInVersion: resolvedInVersion ?? null, mutedUntil: mutedUntil ?? null },
      }),
      ...(assignee !== undefined && { assignee }),
    };
    this.groups = this.groups.map((group) => (group.id === id ? { ...group, ...change } : group));
    if (note === undefined) this.#note(id, state ?? 'assign', { resolvedInVersion, mutedUntil, assignee });
  }

  #merge(id: string, others: readonly string[]): void {
    const parts = this.groups.filter((group) => group.id === id || others.includes(group.id));
    this.fingerprints.set(id, parts.map(fingerprint));
    this.groups = this.groups.filter((group) => !others.includes(group.id));
    this.#note(id, 'merge', { ids: others });
  }

  #split(id: string, leaving: readonly string[]): { status: number; body: object } {
    const all = this.fingerprints.get(id) ?? [];
    this.fingerprints.set(
      id,
      all.filter((one) => !leaving.includes(one.id)),
    );
    this.#note(id, 'split', { id: leaving[0] });
    return { status: 200, body: { id: leaving[0] } };
  }

  #note(id: string, action: string, detail: Record<string, unknown>): void {
    this.#event += 1;
    const kept = Object.fromEntries(Object.entries(detail).filter(([, value]) => value !== undefined));
    const event = { id: String(this.#event), at: ago(0), actor: 'ada', action, detail: kept, undone: false };
    this.events.set(id, [event, ...(this.events.get(id) ?? [])]);
  }
}
