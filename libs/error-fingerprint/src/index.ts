export type { ErrorDetail } from './error/error-detail.js';
export * from './fingerprint.js';
export { StackMemory } from './stack/stack-memory.js';
