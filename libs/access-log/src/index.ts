export { PRIVATE_RANGES, type Standing, TrustedProxies } from './address/trusted-proxies.js';
export { clientAddress } from './address/client-address.js';
export { type UserAgent, UserAgents } from './agent/user-agents.js';
export { compileApacheFormat } from './compile/apache-log-format.js';
export { compileGoAccessFormat, type GoAccessFormat } from './compile/goaccess-format.js';
export { LogFormatError } from './compile/log-format-error.js';
export { compileNginxFormat } from './compile/nginx-log-format.js';
export type { FormatResult, LineContext, LogFormat } from './record/log-format.js';
export { type ParseOptions, parseSettings, type ParseSettings } from './record/parse-settings.js';
export {
  DEFAULT_HEALTH_CHECKS,
  type HealthCheckRule,
  healthCheckRule,
  type IsHealthCheck,
} from './request/health-check-rule.js';
export { type ProjectOf, projectRule, type ProjectRule, UNKNOWN_PROJECT } from './request/project-rule.js';
export { type RouteLimits, RouteTemplates, OTHER_ROUTES } from './route/route-templates.js';
export { segmentTemplate } from './route/segment-rules.js';
export { AccessLogSource, type LineCounts, type SourceLine, type SourceOptions } from './source/access-log-source.js';
export { type FormatChoice, formatChoice, formatNames, formatOf } from './source/format-catalogue.js';
export type { FormatStatus } from './source/format-chooser.js';
export { detectFormat, type Detection, FormatDetector, type FormatScore } from './source/format-detector.js';
export { cleanText, type LineText, lineText } from './text/line-text.js';
export { WallClock, type WallTime } from './time/wall-clock.js';
export type { LineOrigin, UnwrappedLine } from './wrapper/line-origin.js';
export { type JoinedLine, type PartialLimits, PartialLines } from './wrapper/partial-lines.js';
export { mayBeginWrapped, unwrap } from './wrapper/unwrap.js';
