import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger } from 'winston';
import { isOut } from '../service/request-scope.js';
import { SeatConflictError } from '../service/service-errors.js';
import { RowLocks } from './row-locks.js';

const MOST_SEATS_REMEMBERED = 10_000;

/** Which seats are free. A seat's version changes with every reservation (optimistic locking). */
export class SeatService {
  readonly #versions = new Map<string, number>();
  readonly #locks = new RowLocks();

  constructor(readonly logger: Logger) {}

  async freeSeats(flight: string): Promise<{ flight: string; free: number }> {
    await sleep(1);
    const taken = [...this.#versions.keys()].filter((seat) => seat.startsWith(`${flight}/`)).length;
    this.logger.debug('Seat map read', { flight, taken });
    return { flight, free: Math.max(228 - taken, 0) };
  }

  /** @throws SeatConflictError when somebody else took the seat in between */
  async reserve(flight: string, seat: string): Promise<void> {
    const rival = isOut('rival-takes-seat') ? this.#take(flight, seat) : undefined;
    await this.#take(flight, seat);
    await rival;
    this.logger.info('Seat reserved', { flight, seat });
  }

  /**
   * Swaps two seats of a flight.
   *
   * @throws DatabaseError 40P01 when another swap holds them the other way round
   */
  async swap(flight: string, from: string, to: string): Promise<void> {
    const swaps = [this.#swapRows(`${flight}/${from}`, `${flight}/${to}`)];
    if (isOut('rival-swap')) swaps.push(this.#swapRows(`${flight}/${to}`, `${flight}/${from}`));
    const failed = (await Promise.allSettled(swaps)).find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    this.logger.info('Seats swapped', { flight, from, to });
  }

  async #take(flight: string, seat: string): Promise<void> {
    const row = `${flight}/${seat}`;
    const version = this.#versions.get(row) ?? 0;
    await sleep(2);
    if ((this.#versions.get(row) ?? 0) !== version) {
      throw new SeatConflictError(`Seat ${seat} on ${flight} was taken while it was being booked`);
    }
    if (this.#versions.size >= MOST_SEATS_REMEMBERED) this.#versions.clear();
    this.#versions.set(row, version + 1);
  }

  async #swapRows(first: string, second: string): Promise<void> {
    const transaction = randomUUID();
    try {
      await this.#locks.lock(transaction, first);
      await sleep(2);
      await this.#locks.lock(transaction, second);
    } finally {
      this.#locks.release(transaction);
    }
  }
}
