import type { GroupedRows } from './rows/grouped-rows.js';
import { NumberRows } from './rows/number-rows.js';

/** In `#marks`. */
const CLIENT = 0;
const KIND = 1;
const VALUE = 2;
const COLUMNS = 3;

/**
 * Another host than the client's first one, and how many requests it had; another user agent; a route that was denied, one that failed; a request of a tool
 * that looks for weaknesses.
 */
export const MARK_KINDS = ['host', 'requests', 'agent', 'denied', 'failed', 'badBot'] as const;
export type MarkKind = (typeof MARK_KINDS)[number];
const KINDS: Readonly<Record<MarkKind, number>> = { host: 0, requests: 1, agent: 2, denied: 3, failed: 4, badBot: 5 };

const NO_VALUES: readonly number[] = [];

/** What only some clients do, noted one by one. */
export class ClientMarks {
  readonly #marks = new NumberRows(COLUMNS);
  #byClient: GroupedRows | undefined;

  /** @param value a host's number, a count or a hash, 32 bits; 0 where the kind says all */
  add(client: number, kind: MarkKind, value: number): void {
    const at = this.#marks.place(this.#marks.size);
    const { numbers } = this.#marks;
    numbers[at + CLIENT] = client;
    numbers[at + KIND] = KINDS[kind];
    numbers[at + VALUE] = value;
  }

  /** Puts what there is in order, for {@link of}. @param clients how many there are */
  group(clients: number): void {
    this.#byClient = this.#marks.byColumn(CLIENT, clients);
  }

  /** True when there is anything of a client; good after {@link group}. */
  has(client: number): boolean {
    const marks = this.#byClient;
    return marks !== undefined && marks.startOf(client) < marks.endOf(client);
  }

  /** The values of one kind that a client has, as they came. */
  of(client: number, kind: MarkKind): readonly number[] {
    const marks = this.#byClient;
    if (marks === undefined || !this.has(client)) return NO_VALUES;
    const { numbers } = this.#marks;
    const values: number[] = [];
    for (let place = marks.startOf(client); place < marks.endOf(client); place += 1) {
      const at = marks.rowAt(place) * COLUMNS;
      if (numbers[at + KIND] === KINDS[kind]) values.push(numbers[at + VALUE] as number);
    }
    return values;
  }

  clear(): void {
    this.#marks.clear();
    this.#byClient = undefined;
  }
}
