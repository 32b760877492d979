import type { Slab } from './held-record.js';

export const SLAB_BYTES = 256 * 1024;
/** Records are rarely shorter than 256 bytes, so this is rarely what fills a slab. */
export const SLAB_ENTRIES = 1024;
const MAX_IDLE = 8;
const PAGE_BYTES = 4096;

/**
 * Hands out slabs and takes them back when none of their records is needed any more. A few are kept: fresh memory
 * costs a page fault every 4 KiB, which is most of the price of writing into it. While slabs do not come back, because
 * Kafka is away, the next one is made and touched between log calls instead of in one.
 *
 * A slab may be written again only because a send that is given up is cut off with its whole connection: nothing
 * that still looks at the old bytes can reach Kafka.
 */
export class SlabPool {
  readonly #idle: Slab[] = [];
  #preparing: NodeJS.Immediate | undefined;

  acquire(bytes: number): Slab {
    if (bytes !== SLAB_BYTES) return makeSlab(bytes);
    const slab = this.#idle.pop() ?? makeSlab(SLAB_BYTES);
    if (this.#idle.length === 0) this.#preparing ??= setImmediate(() => this.#prepare()).unref();
    return slab;
  }

  /** One record of the slab is done with. */
  release(slab: Slab): void {
    slab.live -= 1;
    // One that still has entries waiting, or room that its queue writes to, has been left by nobody.
    if (slab.live > 0 || slab.first < slab.count || slab.memory.length !== SLAB_BYTES) return;
    if (this.#idle.length >= MAX_IDLE || this.#idle.includes(slab)) return;
    slab.used = slab.first = slab.count = slab.copied = 0;
    this.#idle.push(slab);
  }

  #prepare(): void {
    this.#preparing = undefined;
    if (this.#idle.length > 0) return;
    const slab = makeSlab(SLAB_BYTES);
    for (let at = 0; at < SLAB_BYTES; at += PAGE_BYTES) slab.memory[at] = 0;
    this.#idle.push(slab);
  }
}

function makeSlab(bytes: number): Slab {
  return {
    memory: Buffer.allocUnsafeSlow(bytes),
    used: 0,
    count: 0,
    first: 0,
    copied: 0,
    live: 0,
    seqs: new Float64Array(SLAB_ENTRIES),
    ends: new Uint32Array(SLAB_ENTRIES),
    segments: new Uint32Array(SLAB_ENTRIES),
  };
}
