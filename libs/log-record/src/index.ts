export * from './level.js';
export * from './limit.js';
export * from './log-record.js';
export * from './record-id.js';
export * from './scrub-text.js';
export * from './topic.js';
