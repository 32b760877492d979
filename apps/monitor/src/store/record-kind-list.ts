import { AccessStore } from './access/access-store.js';
import { LogStore } from './log/log-store.js';

/** How each kind of records is stored: a line for each. Nest makes them. */
export const RECORD_KINDS = [LogStore, AccessStore];
