/**
 * Remembers what came last, in two halves: when the newer half is full, the older one is forgotten, but for what was asked for meanwhile. To move
 * everything that is asked for to the end of one list takes longer than to learn some of it again.
 */
export class Recent<Value extends NonNullable<unknown>> {
  #newer = new Map<string, Value>();
  #older = new Map<string, Value>();
  #size = 0;

  /**
   * @param most sum of the sizes that are remembered
   * @param sizeOf the size of what a key stands for
   */
  constructor(
    private readonly most: number,
    private readonly sizeOf: (key: string) => number = () => 1,
  ) {}

  get(key: string): Value | undefined {
    const newer = this.#newer.get(key);
    if (newer !== undefined) return newer;
    const older = this.#older.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: string, value: Value): void {
    this.#newer.set(key, value);
    this.#size += this.sizeOf(key);
    if (this.#size < this.most / 2) return;
    this.#older = this.#newer;
    this.#newer = new Map();
    this.#size = 0;
  }
}
