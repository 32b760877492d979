export { FINGERPRINT_VERSION, fingerprintOf, MAX_KEY_LENGTH, MAX_TITLE_LENGTH } from './fingerprint.js';
export type { Fingerprint, FingerprintBasis } from './fingerprint.js';
export type { ErrorDetail, FingerprintInput } from './fingerprint-input.js';
