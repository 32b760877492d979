export * from './access-anomaly.js';
export * from './access-cause.js';
export * from './access-error.js';
export * from './access-figures.js';
export {
  ACCESS_PARTS,
  accessExportParameters,
  type AccessExportParameters,
  accessParameters,
  type AccessParameters,
  type AccessPart,
  accessRankParameters,
  type AccessRankParameters,
  accessRequestParameters,
  type AccessRequestParameters,
  accessSeriesParameters,
  type AccessSeriesParameters,
  accessSourceParameters,
  type AccessSourceParameters,
  accessTopParameters,
  type AccessTopParameters,
  accessVisitorParameters,
  type AccessVisitorParameters,
  type StatusFilter,
  TOP_ROWS,
} from './access-parameter.js';
export * from './access-request.js';
export * from './access-source.js';
export * from './alert-delivery.js';
export * from './alert-report.js';
export * from './alert-setting.js';
export * from './alert-silence.js';
export * from './alert-decision.js';
export * from './alert-kind.js';
export * from './alert-rule.js';
export { ALERT_SCOPE_MEMBERS, type AlertScope, type AlertScopeMember } from './alert-scope.js';
export * from './completeness.js';
export * from './count.js';
export * from './dead-letter.js';
export * from './example.js';
export {
  type Group,
  GROUP_STATES,
  type GroupAnswer,
  groupAnswer,
  type GroupListAnswer,
  groupListAnswer,
  type GroupState,
  type MutedUntil,
} from './group.js';
export * from './group-action.js';
export * from './group-application.js';
export * from './group-comparison.js';
export * from './group-preview.js';
export * from './group-question.js';
export * from './group-rule.js';
export * from './health.js';
export * from './ingest.js';
export * from './ledger.js';
export { noParameters, type NoParameters, oneText, rangeParameters } from './parameter.js';
export * from './problem.js';
export * from './record.js';
export * from './record-question.js';
export * from './tail.js';
