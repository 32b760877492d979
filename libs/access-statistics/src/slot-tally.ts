import type { ByteWriter } from './bytes.js';
import { type Facet, FACETS, MOST_HOSTS, MOST_OPEN_VALUES, OTHER, SLOT_SECONDS } from './facets.js';
import { HostTally, type SlotBounds } from './host-tally.js';

const ALL = Object.values(FACETS);

/** What all sources had in ten minutes. */
export class SlotTally {
  /** By the source's number, then by host. */
  readonly sources = new Map<number, Map<string, HostTally>>();
  readonly #bounds: SlotBounds;
  #hosts = 0;
  /** What was asked for last: the next line is mostly of the same. */
  #last: HostTally | undefined;
  #lastSource = -1;
  #lastName = '';

  /**
   * @param start seconds since 1970
   * @param most how many values of a facet with a cap there may be
   */
  constructor(
    readonly start: number,
    most = MOST_OPEN_VALUES,
  ) {
    this.#bounds = { values: [], most, makeRoom: (facet) => this.#makeRoom(facet) };
  }

  /** The tally of a host; it is made when there is none. One too many is that of `(other)`. */
  host(source: number, name: string): HostTally {
    if (source === this.#lastSource && name === this.#lastName) return this.#last as HostTally;
    let hosts = this.sources.get(source);
    if (hosts === undefined) this.sources.set(source, (hosts = new Map<string, HostTally>()));
    this.#last = hosts.get(name) ?? this.#newHost(hosts, name);
    this.#lastSource = source;
    this.#lastName = name;
    return this.#last;
  }

  /**
   * Adds what another one has and takes over what it can: the other is not to be used afterwards.
   *
   * @param watermarks as of {@link AccessTally.absorb}
   */
  absorb(other: SlotTally, watermarks: ReadonlyMap<number, number> | undefined): void {
    for (const [source, hosts] of other.sources) {
      const mark = watermarks?.get(source) ?? Number.NEGATIVE_INFINITY;
      for (const [name, given] of hosts) {
        const tally = this.host(source, name);
        for (const facet of ALL) tally.absorb(facet, given, Math.floor((mark - this.start) / facet.finest));
      }
    }
  }

  /** Adds what another one has of one facet, and takes over what it can: of that facet, the other is not to be used afterwards. */
  absorbFacet(facet: Facet, other: SlotTally): void {
    for (const [source, hosts] of other.sources)
      for (const [name, given] of hosts) if (given.has(facet)) this.host(source, name).absorb(facet, given, 0);
  }

  /** How many values it has of all facets. */
  get size(): number {
    return this.#bounds.values.reduce((sum, values) => sum + values, 0);
  }

  /** Writes what it has of the facet in the order of sources and hosts. */
  write(facet: Facet, writer: ByteWriter, sorted: boolean): void {
    for (const [source, hosts] of [...this.sources].sort(([a], [b]) => a - b)) {
      for (const name of [...hosts.keys()].sort()) {
        const tally = hosts.get(name) as HostTally;
        if (!tally.has(facet)) continue;
        writer.number(this.start / SLOT_SECONDS);
        writer.number(source);
        writer.text(name);
        tally.write(facet, writer, sorted);
      }
    }
  }

  /**
   * Leaves half of the values, or fewer where many have as few requests, and besides as many as a window keeps of those that took the longest: what is asked for
   * seldom may be what is slow. A value counts with all its hosts and statuses together, as in lists: one that is busy keeps its few requests with a host, too.
   */
  #makeRoom(facet: Facet): void {
    const hosts = [...this.sources.values()].flatMap((ofSource) => [...ofSource.values()]);
    const requests = new Map<string, number>();
    const durations = new Map<string, number>();
    const values: string[] = [];
    for (const tally of hosts) {
      tally.eachValue(facet, (value, count, _errors, durationUs) => {
        values.push(value);
        requests.set(value, (requests.get(value) ?? 0) + count);
        if (facet.isRanked && durationUs > 0) durations.set(value, (durations.get(value) ?? 0) + durationUs);
      });
    }
    const most = sorted(values, requests)[Math.floor(values.length / 2)] ?? 0;
    const longest = sorted(values, durations)[values.length - facet.cap - 1] ?? Number.POSITIVE_INFINITY;
    const isCut = (value: string): boolean =>
      (requests.get(value) ?? 0) <= most && (durations.get(value) ?? 0) <= longest;
    this.#bounds.values[facet.number] = hosts.reduce((sum, tally) => sum + tally.cut(facet, isCut), 0);
  }

  #newHost(hosts: Map<string, HostTally>, wanted: string): HostTally {
    const name = this.#hosts < MOST_HOSTS || wanted === '' ? wanted : OTHER;
    const known = hosts.get(name);
    if (known !== undefined) return known;
    this.#hosts += 1;
    const tally = new HostTally(this.#bounds);
    hosts.set(name, tally);
    return tally;
  }
}

/** The sums of values, the least first. */
function sorted(values: readonly string[], sums: ReadonlyMap<string, number>): Float64Array {
  return Float64Array.from(values, (value) => sums.get(value) ?? 0).sort();
}
