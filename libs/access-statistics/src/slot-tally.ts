import { type ByteWriter } from './bytes.js';
import { type Facet, FACETS, MOST_HOSTS, OTHER, SLOT_SECONDS } from './facets.js';
import { HostTally, type SlotBounds } from './host-tally.js';

const ALL = Object.values(FACETS);

/** What all sources had in ten minutes. */
export class SlotTally {
  /** By the source's number, then by host. */
  readonly sources = new Map<number, Map<string, HostTally>>();
  readonly #bounds: SlotBounds = { values: [], makeRoom: (facet) => this.#makeRoom(facet) };
  #hosts = 0;

  /** @param start seconds since 1970 */
  constructor(readonly start: number) {}

  /** The tally of a host; it is made when there is none. One too many is that of `(other)`. */
  host(source: number, name: string): HostTally {
    let hosts = this.sources.get(source);
    if (hosts === undefined) this.sources.set(source, (hosts = new Map<string, HostTally>()));
    return hosts.get(name) ?? this.#newHost(hosts, name);
  }

  merge(other: SlotTally): void {
    for (const [source, hosts] of other.sources) {
      for (const [name, given] of hosts) {
        const tally = this.host(source, name);
        for (const facet of ALL) tally.merge(facet, given);
      }
    }
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

  /** Leaves half of the values, or fewer where many have as few requests. */
  #makeRoom(facet: Facet): void {
    const hosts = [...this.sources.values()].flatMap((ofSource) => [...ofSource.values()]);
    const requests: number[] = [];
    for (const tally of hosts) tally.eachValue(facet, (count) => requests.push(count));
    const most = Float64Array.from(requests).sort()[Math.floor(requests.length / 2)] ?? 0;
    this.#bounds.values[facet.number] = hosts.reduce((sum, tally) => sum + tally.cutBelow(facet, most), 0);
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
