export type { ErrorDetail } from './error/error-detail.js';
export * from './fingerprint.js';
export type { FingerprintBasis } from './made-fingerprint.js';
export { FingerprintMemory } from './fingerprint-memory.js';
