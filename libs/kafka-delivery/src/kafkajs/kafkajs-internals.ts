import { createRequire } from 'node:module';

/**
 * Asks for modules of kafkajs that it does not export. Those who patch something there have to expect another layout, and
 * another copy than the one in use: a bundler may have put that into the service.
 */
export function requireOfKafkajs(): NodeJS.Require {
  // This module as CommonJS, or as ES module.
  return createRequire(typeof __filename === 'string' ? __filename : import.meta.url);
}
