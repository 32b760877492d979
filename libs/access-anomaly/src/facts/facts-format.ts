/**
 * The form of facts as bytes: `FactsTally` writes the latest, `readFacts` reads all. The first one had clients in another form; up to the second one, names
 * were written whole in each window.
 */
export const FACTS_VERSION = 3;
export const WHOLE_NAMES_VERSION = 2;
export const FIRST_CLIENTS_VERSION = 1;

/**
 * What follows of a client: bits of a byte. Most have one request to the first host of the window, by one user agent: nothing follows but the address and
 * the agent's hash.
 */
export const CLIENT = {
  /** The address is IPv4: four bytes; else a text. */
  isIpv4: 1,
  /** One request; else how many. */
  oneRequest: 2,
  /** All asked the first host. */
  firstHost: 4,
  /** More than one host with their requests; else, without {@link firstHost}, the number of the one. */
  hasHosts: 8,
  /** One user agent; else how many. */
  oneAgent: 16,
  hasDenied: 32,
  hasFailed: 64,
  isBadBot: 128,
} as const;
