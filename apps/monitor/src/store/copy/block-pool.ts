/** Bytes of a block. */
export const BLOCK_BYTES = 128 * 1024;
/** Blocks kept for later: what three batches of a busy moment have in work. */
const MOST_KEPT = 48;

/**
 * Blocks of memory for rows, used again and again. Fresh ones would be collected only with the whole heap, and count towards its next
 * collection.
 */
export class BlockPool {
  readonly #free: Buffer[] = [];

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
  }

  /** Nobody may read or write these blocks any more. */
  giveBack(blocks: readonly Buffer[]): void {
    this.#free.push(...blocks.slice(0, MOST_KEPT - this.#free.length));
  }
}
