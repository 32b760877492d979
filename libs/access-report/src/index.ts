export {
  type AccessReport,
  PANEL_TITLES,
  type PanelName,
  type ReportFigures,
  type ReportPanel,
  type ReportRow,
} from './access-report.js';
export { htmlReport } from './html-report.js';
export { oneLine } from './plain-text.js';
export { hasHosts, headFigures, rowName, spanText } from './report-lines.js';
export { type EncodedTally, ReportTally } from './report-tally.js';
export { tallyReport } from './tally-report.js';
export { textReport } from './text-report.js';
export { bytesText, countText, durationText, latencyText, shareText } from './words.js';
