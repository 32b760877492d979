/** `m`: the topic of all records, `e`: the errors topic. */
type TailTopic = 'm' | 'e';

/** One partition of one topic, such as `m0`. */
export type TailLane = `${TailTopic}${number}`;

const FORM = /^([0-9a-z]{1,9})~((?:[me]\d{1,5}\.\d{1,15}(?:,|$))*)$/;
const MAX_LENGTH = 20_000;

/**
 * How far a reader of the live tail has come: the next offset of every partition. No single number or time could say it while
 * transactions commit out of order; offsets of a partition become visible in their order.
 */
export class TailVector {
  private constructor(private readonly offsets: Map<TailLane, number>) {}

  static of(offsets: Iterable<readonly [TailLane, number]>): TailVector {
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
    const lanes = (parts[2] ?? '').split(',').filter((part) => part !== '');
    const offsets = lanes.map((part): [TailLane, number] => {
      const [lane = '', offset = ''] = part.split('.');
      return [lane as TailLane, Number(offset)];
    });
    return { vector: new TailVector(new Map(offsets)), at: Number.parseInt(parts[1] ?? '', 36) };
  }

  /**
   * Writes it as an event's id.
   *
   * @param at when the event went out, milliseconds since 1970: tells later whether retention has passed it
   */
  toId(at: number): string {
    const lanes = [...this.offsets].map(([lane, offset]) => `${lane}.${offset}`);
    return `${Math.max(0, Math.floor(at)).toString(36)}~${lanes.join(',')}`;
  }

  clone(): TailVector {
    return new TailVector(new Map(this.offsets));
  }

  /** undefined: nothing is known of this partition. */
  get(lane: TailLane): number | undefined {
    return this.offsets.get(lane);
  }

  set(lane: TailLane, offset: number): void {
    this.offsets.set(lane, offset);
  }

  lanes(): [TailLane, number][] {
    return [...this.offsets];
  }

  equals(other: TailVector): boolean {
    return (
      this.offsets.size === other.offsets.size &&
      other.lanes().every(([lane, offset]) => this.offsets.get(lane) === offset)
    );
  }
}
