export { AccessTally } from './access-tally.js';
export { StatisticsFormatError } from './bytes.js';
export { Cell, Counts } from './counts.js';
export { DistinctCount } from './distinct-count.js';
export * from './facets.js';
export { hashText } from './hash-text.js';
export { LatencyHistogram } from './latency-histogram.js';
export { referringSite } from './referring-site.js';
export * from './windows.js';
