import { STATUS_PHRASES, STATUS_WORDS } from './words.js';

const STATUS = /^[45]\d\d$/;
const COUNTED = /^[a-z]+s$/;
const SQL_STATE = /^(?:0[1-9A-Z]|2[0-8A-F]|3[4-9BDF]|4[024]|5[3-8]|F0|HV|P0|XX)[0-9A-Z]{3}$/;
const ERRNO = /^(?:E[A-Z]{3,}[0-9]*|EAI_[A-Z]+)$/;
const FIRST_OF_ERRNO = 'E'.charCodeAt(0);
const NETWORK_ERRNO = /^(?:ENOTFOUND|ECONN[A-Z]+|ETIMEDOUT|EAI_[A-Z]+|EHOST[A-Z]+|ENET[A-Z]+)$/;
const VENDOR_CODE = /^(?:ORA|TNS|PLS)-\d{4,5}$/;
const HOST = /^([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)(?::\d+)?$/;
const ADDRESS = /^[\d.]+$|:.*:/;
const URL_START = /^([A-Za-z][A-Za-z0-9+.-]{1,20}):\/\/(?:[^/?#@]*@)?([^/?#]*)/;
/** Names that an operator gives to services. */
const INTERNAL_HOST = /^[\w.-]+\.(?:internal|svc|cluster\.local|lan|intranet)(?::\d+)?$/;
const LONGEST_HOST = 253;

/** What stands around a word; empty at an end of the message. */
export interface Surroundings {
  /** In lower case. */
  before: string;
  after: string;
}

/**
 * The part of a variable word that tells problems apart: the status of an HTTP error, an SQLSTATE, the host of a URL or after `ENOTFOUND`.
 *
 * @returns undefined when the word is masked as a whole
 */
export function keptPart(word: string, { before, after }: Surroundings): string | undefined {
  if (word.length === 3 && STATUS.test(word)) return isStatus(before, after) ? word : undefined;
  if (word.length === 5 && SQL_STATE.test(word))
    return before === 'code' || before === 'sqlstate' || before === 'state' ? word : undefined;
  if (VENDOR_CODE.test(word)) return word;
  const url = word.length > 6 ? URL_START.exec(word) : null;
  if (url !== null) return `${url[1] as string}://${hostOf(url[2] as string) ?? ''}`;
  return isNetworkErrno(before.startsWith('e') ? before.toUpperCase() : before) || INTERNAL_HOST.test(word)
    ? hostOf(word)
    : undefined;
}

/** `status 404`, `502 Bad Gateway`; not `returned 500 rows` */
function isStatus(before: string, after: string): boolean {
  return STATUS_PHRASES.has(after) || (STATUS_WORDS.has(before) && !COUNTED.test(after));
}

/** `ECONNREFUSED`, `EAI_AGAIN` */
export function isErrno(word: string): boolean {
  return word.charCodeAt(0) === FIRST_OF_ERRNO && ERRNO.test(word);
}

/** Errno words that a host follows. */
export function isNetworkErrno(word: string): boolean {
  return word.charCodeAt(0) === FIRST_OF_ERRNO && NETWORK_ERRNO.test(word);
}

/** A host without its port. Labels with digits are masked: there is one for each replica. Addresses are no hosts. */
export function hostOf(text: string): string | undefined {
  if (text.length > LONGEST_HOST || ADDRESS.test(text.replace(/:\d+$/, ''))) return undefined;
  const host = HOST.exec(text)?.[1];
  return host
    ?.split('.')
    .map((label) => (/\d/.test(label) ? '<*>' : label))
    .join('.')
    .toLowerCase();
}
