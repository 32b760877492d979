import { log } from '../service/request-scope.js';
import { step } from '../service/step.js';

/** Credits bonus miles. Fails with a TypeError for a balance that does not fit into a number. */
export const creditMiles = step(
  'MilesService',
  'Miles could not be credited',
  async ({ balance, earned }: { balance: string; earned: number }) => {
    const sum = readBalance(balance) + earned;
    log('MilesService').info('Miles credited', { earned });
    return { balance: String(sum) };
  },
);

/** Large balances are read as BigInt. The compiler was told otherwise, as happens at the edge of a library. */
function readBalance(text: string): number {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : (BigInt(text) as unknown as number);
}
