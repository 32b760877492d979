export * from './access-error-record.js';
export * from './access-record.js';
export * from './line-header.js';
export * from './parsed-line.js';
export * from './status-class.js';
