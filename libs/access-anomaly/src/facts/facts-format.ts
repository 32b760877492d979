/** The form of facts as bytes: `FactsTally` writes it, `readFacts` reads it. */
export const FACTS_VERSION = 1;

/** What a client has besides requests to one host by one user agent: bits of a byte. */
export const HAS_DENIED = 1;
export const HAS_FAILED = 2;
export const IS_BAD_BOT = 4;
export const HAS_HOSTS = 8;
