/**
 * What became of a dead letter that was tried again. `stored`: it is a record now, and the letter is gone. `undecodable`: still not readable; its
 * reason is brought up to date. `incomplete`: only its first part was kept, which can not be read. `absent`: there is no such letter.
 */
export type RetryOutcome = 'stored' | 'undecodable' | 'incomplete' | 'absent';

/** What people may do with messages that were kept aside. Asked by views, implemented by the store. */
export abstract class DeadLetterDesk {
  /**
   * Reads a letter again with today's rules, and stores it if that succeeds: in one transaction, and counted once like any other record.
   *
   * @param id the letter's number
   * @throws CommandError
   */
  abstract retry(id: number): Promise<RetryOutcome>;

  /**
   * Throws a letter away.
   *
   * @returns false when there is no such letter
   * @throws CommandError
   */
  abstract discard(id: number): Promise<boolean>;
}
