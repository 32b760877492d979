import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isOut, log } from '../service/request-scope.js';
import { DatabaseError, SeatConflictError } from '../service/service-errors.js';
import { step } from '../service/step.js';

const DEADLOCK_TIMEOUT_MS = 20;

export type Seats = ReturnType<typeof seats>;

/** Two seats of one flight. */
export interface Swap {
  readonly from: string;
  readonly to: string;
}

/** Which seats are free. A seat's version changes with every reservation (optimistic locking). */
export function seats() {
  const versions = new Map<string, number>();
  /** The transaction that holds a row. */
  const locks = new Map<string, string>();

  async function take(flight: string, seat: string): Promise<void> {
    const row = `${flight}/${seat}`;
    const version = versions.get(row) ?? 0;
    await sleep(2);
    if ((versions.get(row) ?? 0) !== version) {
      throw new SeatConflictError(`Seat ${seat} on ${flight} was taken while it was being booked`);
    }
    if (versions.size >= 10_000) versions.clear();
    versions.set(row, version + 1);
  }

  /** As a database does: who waits too long for a row that another transaction holds is taken for a part of a deadlock. */
  async function lock(transaction: string, row: string): Promise<void> {
    for (const deadline = performance.now() + DEADLOCK_TIMEOUT_MS; locks.has(row); await sleep(1)) {
      if (performance.now() < deadline) continue;
      const detail = `Transaction ${transaction} waits for ${row}, which ${locks.get(row)} holds.`;
      throw new DatabaseError('deadlock detected', '40P01', detail, 500);
    }
    locks.set(row, transaction);
  }

  async function swapRows(...rows: [string, string]): Promise<void> {
    const transaction = randomUUID();
    try {
      for (const row of rows) {
        await lock(transaction, row);
        await sleep(2);
      }
    } finally {
      for (const row of rows) if (locks.get(row) === transaction) locks.delete(row);
    }
  }

  return {
    free: step('SeatService', 'Seat map could not be shown', async (flight: string) => {
      await sleep(1);
      const taken = [...versions.keys()].filter((seat) => seat.startsWith(`${flight}/`)).length;
      log('SeatService').debug('Seat map read', { flight, taken });
      return { flight, free: Math.max(228 - taken, 0) };
    }),

    reserve: step('SeatService', 'Seat could not be reserved', async (flight: string, seat: string) => {
      const rival = isOut('rival-takes-seat') ? take(flight, seat) : undefined;
      await take(flight, seat);
      await rival;
      log('SeatService').info('Seat reserved', { flight, seat });
    }),

    /** Fails with a deadlock when another swap holds the same seats the other way round. */
    swap: step('SeatService', 'Seats could not be swapped', async (flight: string, { from, to }: Swap) => {
      const swaps = [swapRows(`${flight}/${from}`, `${flight}/${to}`)];
      if (isOut('rival-swap')) swaps.push(swapRows(`${flight}/${to}`, `${flight}/${from}`));
      const failed = (await Promise.allSettled(swaps)).find((result) => result.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      log('SeatService').info('Seats swapped', { flight, from, to });
    }),
  };
}
