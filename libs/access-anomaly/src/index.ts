export { AnomalyWatch, type WatchState } from './anomaly-watch.js';
export type { Subject } from './detector/detector.js';
export { FactsTally, type SourceFacts } from './facts/write/facts-tally.js';
export { readFacts } from './facts/read/read-facts.js';
export { WINDOW_SECONDS, WindowFacts } from './facts/window-facts.js';
export type { Finding } from './finding/finding.js';
export { DEFAULT_RULES, type DetectorName, DETECTORS } from './rule/default-rules.js';
export { SeriesWatch, type SeriesFinding, type SeriesOptions } from './series/series-watch.js';
export { isSilenced, type SilenceRule, silenceProblem } from './silence/silence-rules.js';
