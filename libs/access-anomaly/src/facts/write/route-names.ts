import { TextRows, UNKNOWN, ValueNames } from '@log-monitor/access-statistics';
import type { AccessRecord } from '@log-monitor/access-record';
import { hash32 } from '../least-hashes.js';
import { NumberRows } from '../rows/number-rows.js';
import { OTHER_ROUTE } from '../window-facts.js';

/** Names that are remembered from batch to batch. */
const MOST_NAMES = 5000;
/** The number of what is not there, and of its hash, in `#hashes` 0 until it is asked for. */
const OTHER = 0;
const HASH = 0;
const HAS_HASH = 1;

/** Numbers of a template's names: of the method that it came with first, which most have alone, and of others. */
interface KnownRoute {
  readonly method: string;
  readonly name: number;
  others: Map<string, number> | undefined;
}

/**
 * Numbers of routes' names. Those that come again and again are found by the texts of their template and method, which are the same objects each
 * time: nothing is put together, and no character is looked at.
 */
export class RouteNames {
  readonly #names = new ValueNames();
  readonly #texts = new TextRows();
  readonly #hashes = new NumberRows(2);
  /** By template. */
  readonly #known = new Map<string, KnownRoute>();

  constructor() {
    this.clear();
  }

  /** UTF-8 of all names, for {@link startOf} and {@link endOf}. */
  get bytes(): Buffer {
    return this.#texts.bytes;
  }

  startOf(name: number): number {
    return this.#texts.startOf(name);
  }

  endOf(name: number): number {
    return this.#texts.endOf(name);
  }

  /** The number of what stands for routes that are not there. */
  get other(): number {
    return OTHER;
  }

  of(record: AccessRecord): number {
    const { httpRequestMethod: method = UNKNOWN, httpRoute } = record;
    if (httpRoute === undefined) return this.#numberOf(record);
    const known = this.#known.get(httpRoute);
    if (known === undefined) {
      const name = this.#numberOf(record);
      this.#known.set(httpRoute, { method, name, others: undefined });
      return name;
    }
    if (known.method === method) return known.name;
    const others = (known.others ??= new Map<string, number>());
    let name = others.get(method);
    if (name === undefined) others.set(method, (name = this.#numberOf(record)));
    return name;
  }

  /** The hash of a name, 32 bits, as {@link hash32} gives it. */
  hashOf(name: number): number {
    const at = this.#hashes.place(name);
    const { numbers } = this.#hashes;
    if (numbers[at + HAS_HASH] === 0) {
      numbers[at + HASH] = hash32(this.#texts.bytes.toString('utf8', this.startOf(name), this.endOf(name)));
      numbers[at + HAS_HASH] = 1;
    }
    return numbers[at + HASH] as number;
  }

  /** To be called between batches: when there are too many, all names are forgotten, and numbers begin anew. */
  prune(): void {
    if (this.#texts.size > MOST_NAMES) this.clear();
  }

  clear(): void {
    this.#texts.clear();
    this.#hashes.clear();
    this.#known.clear();
    this.#texts.rowOfText(OTHER_ROUTE, 0);
  }

  #numberOf({ httpRequestMethod = UNKNOWN, httpRoute, urlPath = UNKNOWN }: AccessRecord): number {
    return this.#texts.rowOfText(this.#names.route(httpRequestMethod, httpRoute, urlPath), 0);
  }
}
