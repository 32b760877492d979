export type { ErrorDetail } from './error/error-detail.js';
export * from './fingerprint.js';
