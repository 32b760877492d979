import { Injectable } from '@nestjs/common';
import { SinkError } from '../../batch/batch-sink.js';
import { type DeadLetter, rejectedLetter } from '../../batch/dead-letter.js';
import { DeadLetterBox, type KeptLetter } from '../../batch/dead-letter-box.js';
import { FetchedMessages } from '../kafka/fetched-messages.js';
import { BatchAssembly } from '../partition/batch-assembly.js';

/**
 * What became of a dead letter that was tried again. `stored`: it is a record now, or several, and the letter is gone. `undecodable`: no record in it is readable yet; its
 * reason is brought up to date. `incomplete`: only its first part was kept, which cannot be read. `absent`: there is no such letter.
 */
export type RetryOutcome = 'stored' | 'undecodable' | 'incomplete' | 'absent';

/** What people may do with messages that were kept aside. */
@Injectable()
export class DeadLetterDesk {
  constructor(
    private readonly letters: DeadLetterBox,
    private readonly assembly: BatchAssembly,
  ) {}

  /**
   * Reads a letter again with today's rules, and stores it if that succeeds: in one transaction, and counted once like any other record.
   *
   * @param id the letter's number
   * @throws SinkError
   */
  async retry(id: number): Promise<RetryOutcome> {
    const letter = await this.letters.find(id);
    if (letter === undefined) return 'absent';
    if (!letter.complete) return 'incomplete';
    const batch = this.#read(letter);
    const [still] = batch.deadLetters;
    if (still !== undefined && batch.records === 0) return await this.#explain(id, still);
    try {
      await this.letters.replace(id, batch);
      return 'stored';
    } catch (error) {
      if (!(error instanceof SinkError)) throw error;
      // Somebody else was quicker with the same letter.
      if (error.code === 'POSITION_MOVED') return 'absent';
      if (error.code === 'RECORD_REJECTED') return await this.#explain(id, rejectedLetter(letter.message, error));
      throw error;
    }
  }

  /**
   * Throws a letter away.
   *
   * @returns false when there is no such letter
   * @throws SinkError
   */
  async discard(id: number): Promise<boolean> {
    return await this.letters.discard(id);
  }

  #read({ topic, partition, message }: KeptLetter): ReturnType<BatchAssembly['assemble']> {
    const frame = { topic, partition, expectedOffset: message.offset, nextOffset: message.offset, endOffset: 0 };
    return this.assembly.assemble(frame, FetchedMessages.of([message]));
  }

  async #explain(id: number, { reason, detail }: DeadLetter): Promise<RetryOutcome> {
    await this.letters.explain(id, reason, detail);
    return 'undecodable';
  }
}
