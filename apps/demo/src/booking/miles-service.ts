import { type Logger } from 'winston';

/** Bonus miles. */
export class MilesService {
  constructor(readonly logger: Logger) {}

  /** @throws TypeError for a balance that does not fit into a number */
  async credit(balance: string, earned: number): Promise<{ balance: string }> {
    const held = readBalance(balance);
    const sum = held + earned;
    this.logger.info('Miles credited', { earned });
    return { balance: String(sum) };
  }
}

/** Large balances are read as BigInt. The compiler was told otherwise, as happens at the edge of a library. */
function readBalance(text: string): number {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : (BigInt(text) as unknown as number);
}
