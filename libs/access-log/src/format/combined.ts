import { clfFormat } from './clf-format.js';
import { readReferrerAndAgent } from './clf-tail.js';

/** `combined` of nginx and Apache: the common log format with referrer and user agent. */
export const combined = clfFormat('combined', readReferrerAndAgent);
