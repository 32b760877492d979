import { type CallContext } from '../context/call-context.js';
import { type ReadLevel } from '../encode/read-level.js';
import { SNAPSHOT_CHARACTERS } from '../encode/take-snapshot.js';

/** A power of two. Each entry counts as a full snapshot at least, so there are never more than this. */
const MAX_ENTRIES = 4096;
const MASK = MAX_ENTRIES - 1;
/** 4 Mi UTF-16 units: what arrivals may hold beside the queue's own caps. */
const MAX_CHARACTERS = MAX_ENTRIES * SNAPSHOT_CHARACTERS;
/** So many per turn of the event loop, half a millisecond or so: a burst must not hold up the service afterwards. */
const PER_TURN = 200;

/** A log call that has its number and not yet its text. */
export interface Arrival {
  /** A snapshot, or the body of a record. */
  readonly what: object | string;
  /** Of a snapshot; a body has it inside. */
  readonly context: CallContext | undefined;
  readonly level: ReadLevel;
  readonly seq: number;
  /** Moment of the call, milliseconds since 1970. */
  readonly now: number;
}

/**
 * Holds log calls between the call and the end of the event loop's turn: copies of infos that can be encoded later
 * with the same result, and, so that the order stays, bodies that had to be encoded in the call.
 *
 * Bounded: when it is full, each arrival sends the oldest on its way at once.
 */
export class Arrivals {
  private readonly ring = new Array<Arrival | undefined>(MAX_ENTRIES);
  private head = 0;
  private count = 0;
  private characters = 0;
  private turn: NodeJS.Immediate | undefined;

  /** @param receive takes what leaves, in order; must not throw */
  constructor(private readonly receive: (arrival: Arrival) => void) {}

  add(arrival: Arrival): void {
    this.characters += charactersOf(arrival.what);
    while (this.count > 0 && this.characters > MAX_CHARACTERS) this.releaseOne();
    this.ring[(this.head + this.count) & MASK] = arrival;
    this.count += 1;
    this.turn ??= setImmediate(this.endTurn);
  }

  /** Sends everything on its way now. */
  release(): void {
    while (this.count > 0) this.releaseOne();
  }

  private readonly endTurn = (): void => {
    this.turn = undefined;
    for (let left = PER_TURN; left > 0 && this.count > 0; left--) this.releaseOne();
    if (this.count > 0) this.turn = setImmediate(this.endTurn);
  };

  private releaseOne(): void {
    const arrival = this.ring[this.head] as Arrival;
    this.ring[this.head] = undefined;
    this.head = (this.head + 1) & MASK;
    this.count -= 1;
    this.characters -= charactersOf(arrival.what);
    this.receive(arrival);
  }
}

function charactersOf(what: object | string): number {
  return typeof what === 'string' ? Math.max(what.length, SNAPSHOT_CHARACTERS) : SNAPSHOT_CHARACTERS;
}
