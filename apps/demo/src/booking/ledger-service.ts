import { createHash } from 'node:crypto';
import { type Logger } from 'winston';
import { isOut } from '../service/request-scope.js';
import { LedgerCorruptError } from '../service/service-errors.js';

interface Page {
  readonly bytes: Buffer;
  readonly checksum: string;
}

const checksumOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

/** The money book: pages with a checksum, each of which is verified when it is read. */
export class LedgerService {
  readonly #pages: readonly Page[] = [12_400, 8_350, 99_120].map((cents) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(BigInt(cents));
    return { bytes, checksum: checksumOf(bytes) };
  });

  constructor(readonly logger: Logger) {}

  /** @throws LedgerCorruptError when a page is not what was written */
  async balance(): Promise<{ cents: string }> {
    const sum = this.#pages.reduce((total, page, number) => total + this.#read(page, number), 0n);
    this.logger.info('Ledger balanced', { pages: this.#pages.length });
    return { cents: String(sum) };
  }

  #read(page: Page, number: number): bigint {
    const bytes = Buffer.from(page.bytes);
    if (isOut('ledger-bit-flip') && number === 1) bytes.writeUInt8(bytes.readUInt8(6) ^ 0b0000_0100, 6);
    const found = checksumOf(bytes);
    if (found !== page.checksum) {
      throw new LedgerCorruptError(`Ledger page ${number} is corrupt: checksum ${found}, expected ${page.checksum}`);
    }
    return bytes.readBigInt64BE();
  }
}
