import { createHash } from 'node:crypto';
import { isOut, log } from '../service/request-scope.js';
import { LedgerCorruptError } from '../service/service-errors.js';
import { step } from '../service/step.js';

const checksumOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

/** The money book: pages with a checksum, each of which is verified when it is read. */
export function ledger() {
  const pages = ['12400', '8350', '99120'].map((cents) => ({ cents, checksum: checksumOf(Buffer.from(cents)) }));
  return {
    balance: step('LedgerService', 'Ledger could not be balanced', async () => {
      let sum = 0;
      for (const [number, { cents, checksum }] of pages.entries()) {
        const bytes = Buffer.from(cents);
        if (isOut('ledger-bit-flip') && number === 1) bytes.writeUInt8(bytes.readUInt8(2) ^ 0b0000_0100, 2);
        const found = checksumOf(bytes);
        if (found !== checksum) {
          throw new LedgerCorruptError(`Ledger page ${number} is corrupt: checksum ${found}, expected ${checksum}`);
        }
        sum += Number(bytes.toString());
      }
      log('LedgerService').info('Ledger balanced', { pages: pages.length });
      return { cents: sum };
    }),
  };
}
