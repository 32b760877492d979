/** `m`: the topic of all records, `e`: the errors topic. */
type TailTopic = 'm' | 'e';

/** One partition of one topic, such as `m0`. */
export type TailPartition = `${TailTopic}${number}`;

const FORM = /^([0-9a-z]{1,9})~((?:[me]\d{1,5}\.\d{1,15}(?:,|$))*)$/;
const MAX_LENGTH = 20_000;

/**
 * How far a reader of the live tail has come: the next offset of every partition. No single number or time could say it while
 * transactions commit out of order; offsets of a partition become visible in their order.
 */
export class TailVector {
  private constructor(private readonly offsets: Map<TailPartition, number>) {}

  static of(offsets: Iterable<readonly [TailPartition, number]>): TailVector {
    return new TailVector(new Map(offsets));
  }

  /**
   * Reads an event's id.
   *
   * @returns undefined when it is none of ours
   */
  static parse(id: string): { vector: TailVector; at: number } | undefined {
    const parts = id.length <= MAX_LENGTH ? FORM.exec(id) : null;
    if (!parts) return undefined;
    const partitions = (parts[2] ?? '').split(',').filter((part) => part !== '');
    const offsets = partitions.map((part): [TailPartition, number] => {
      const [partition = '', offset = ''] = part.split('.');
      return [partition as TailPartition, Number(offset)];
    });
    return { vector: new TailVector(new Map(offsets)), at: Number.parseInt(parts[1] ?? '', 36) };
  }

  /**
   * Writes it as an event's id.
   *
   * @param at when the event went out, milliseconds since 1970: tells later whether retention has passed it
   */
  toId(at: number): string {
    const partitions = [...this.offsets].map(([partition, offset]) => `${partition}.${offset}`);
    return `${Math.max(0, Math.floor(at)).toString(36)}~${partitions.join(',')}`;
  }

  clone(): TailVector {
    return new TailVector(new Map(this.offsets));
  }

  /** undefined: nothing is known of this partition. */
  get(partition: TailPartition): number | undefined {
    return this.offsets.get(partition);
  }

  set(partition: TailPartition, offset: number): void {
    this.offsets.set(partition, offset);
  }

  partitions(): [TailPartition, number][] {
    return [...this.offsets];
  }

  equals(other: TailVector): boolean {
    return (
      this.offsets.size === other.offsets.size &&
      other.partitions().every(([partition, offset]) => this.offsets.get(partition) === offset)
    );
  }
}
