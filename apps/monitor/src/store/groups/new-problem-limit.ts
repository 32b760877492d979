import { HOUR_MS } from '../../time/durations.js';

/** New problems of one service within an hour of arrival. */
const MOST_PER_HOUR = 500;
/** Services and hours that are remembered; more are forgotten together, which lets a few more through. */
const MOST_COUNTED = 5000;

/**
 * How many problems a service may bring that were never seen before. It counts by the time of arrival in Kafka, not by the clock: a backlog of two
 * hours is not cut off sooner than the same records would have been when they came.
 */
export class NewProblemLimit {
  readonly #taken = new Map<string, Set<string>>();

  /**
   * @param hash of the problem; one that was let through is let through again
   * @param kafkaTime milliseconds since 1970
   */
  takes(hash: string, serviceId: number, kafkaTime: number): boolean {
    const key = `${serviceId}/${Math.floor(kafkaTime / HOUR_MS)}`;
    let taken = this.#taken.get(key);
    if (taken === undefined) {
      if (this.#taken.size >= MOST_COUNTED) this.#taken.clear();
      this.#taken.set(key, (taken = new Set()));
    }
    if (taken.has(hash)) return true;
    if (taken.size >= MOST_PER_HOUR) return false;
    taken.add(hash);
    return true;
  }
}
