import { createDecipheriv, createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

interface Account {
  readonly name: string;
  readonly groups?: readonly string[];
}

const ACCOUNTS = JSON.parse('[{ "name": "Ada", "groups": ["staff"] }, { "name": "Grace" }]') as Account[];

export const USER_JOBS = {
  /** A row of the import has fewer columns than its head. */
  importAccounts: () => 'ada@example.com'.split(';')[1]!.trim(),
  /** Nobody is in a group, and the code takes the first one. */
  listGroups: () => ACCOUNTS.map(({ groups }) => [...(groups as readonly string[])].sort()),
  /** Old passwords were hashed by what OpenSSL no longer has. */
  rehashPasswords: () => createHash('md6').update('correct-horse-battery').digest('hex'),
  /** The key of the archive was changed, the archive was not. */
  openArchive() {
    const decipher = createDecipheriv('aes-256-gcm', Buffer.alloc(32, 7), Buffer.alloc(12)).setAuthTag(
      Buffer.alloc(16),
    );
    return Buffer.concat([decipher.update(Buffer.from('archive')), decipher.final()]);
  },
  /** A browser sent a language that is none. */
  countByLanguage: () => new Intl.NumberFormat('en_US_POSIX').format(ACCOUNTS.length),
  /** More rows on the last page than there are pages. */
  makePages: () => new Array<Account>(ACCOUNTS.length - 3).fill(ACCOUNTS[0]!),
  /** Defaults are shared, frozen, and written to. */
  setDefaults: () => Object.assign(Object.freeze({ language: 'en' }), { language: 'de' }),
  /** An id of 64 bits goes into a file of JSON. */
  writeAudit: () => JSON.stringify({ account: 9_007_199_254_740_993n, action: 'sign-in' }),
  /** The file of switches was not deployed. */
  readSwitches: () => readFile(new URL('../../assets/switches.json', import.meta.url), 'utf8'),
};
