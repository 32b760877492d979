import type { AlertKindItem, AlertRule, AlertRulesAnswer } from '@log-monitor/monitor-api';
import { labelsOf, namesOf } from '../../../text/typed-text.js';
import { writtenIn } from './kind-words.js';

export type Rule = AlertRulesAnswer['rules'][number];

/** A rule as it stands in the form: what is typed is text until it is sent. */
export interface RuleDraft {
  name: string;
  enabled: boolean;
  kind: string;
  /** By member; lists are written with a comma or a new line between. */
  scope: Record<string, string>;
  groupBy: string;
  checkIn: string;
  percentile: string;
  windowMinutes: string;
  threshold: string;
  resolveThreshold: string;
  minimumVolume: string;
  forWindows: string;
  severity: string;
  owner: string;
  /** A line for each, `name=value`. */
  labels: string;
  message: string;
  channels: 'all' | string[];
  cooldownMinutes: string;
  dependsOn: string[];
}

/** What a group of fields gets. */
export interface FieldsProps {
  draft: RuleDraft;
  kind: AlertKindItem;
  /** By field: what the server says is wrong. */
  errors: ReadonlyMap<string, string>;
  onChange: (changed: Partial<RuleDraft>) => void;
}

/** Members of a scope that are one text; the others are lists. */
const ONE_TEXT = ['search', 'regex'];

const NEW: RuleDraft = {
  ...{ name: '', enabled: true, kind: '', scope: {}, groupBy: '', checkIn: '', percentile: '' },
  ...{ windowMinutes: '5', threshold: '', resolveThreshold: '', minimumVolume: '0', forWindows: '1' },
  ...{ severity: 'warning', owner: '', labels: '', message: '', channels: 'all', cooldownMinutes: '5', dependsOn: [] },
};

/** The form for a new rule of a kind. */
export function newDraft(kind: AlertKindItem): RuleDraft {
  return withKind({ ...NEW }, kind);
}

/** Changes the kind; what the new one does not read goes, and its threshold begins where it usually is. */
export function withKind(draft: RuleDraft, kind: AlertKindItem): RuleDraft {
  const scope = Object.entries(draft.scope).filter(([name]) => kind.scope.some((member) => member === name));
  const keepsGroup = kind.groupBy.some((one) => one === draft.groupBy);
  const group = kind.isGrouped ? (kind.groupBy[0] ?? '') : '';
  return {
    ...draft,
    kind: kind.name,
    scope: Object.fromEntries(scope),
    groupBy: keepsGroup ? draft.groupBy : group,
    threshold: writtenValue(kind, kind.usual),
    resolveThreshold: '',
  };
}

/** The form for a rule that there is. */
export function draftOf(rule: AlertRule, kind: AlertKindItem | undefined): RuleDraft {
  const {
    name,
    enabled,
    groupBy = '',
    checkIn = '',
    severity,
    owner = '',
    message = '',
    channels,
    dependsOn = [],
  } = rule;
  const { resolveThreshold, percentile } = rule;
  return {
    ...{ name, enabled, kind: rule.kind, groupBy, checkIn, severity, owner, message, dependsOn },
    channels: channels === 'all' ? 'all' : [...channels],
    scope: Object.fromEntries(
      Object.entries(rule.scope).map(([member, value]) => [
        member,
        typeof value === 'string' ? value : value.join(', '),
      ]),
    ),
    percentile: percentile === undefined ? '' : String(percentile),
    windowMinutes: String(rule.windowSeconds / 60),
    threshold: writtenValue(kind, rule.threshold),
    resolveThreshold: resolveThreshold === undefined ? '' : writtenValue(kind, resolveThreshold),
    minimumVolume: String(rule.minimumVolume),
    forWindows: String(rule.forWindows),
    labels: Object.entries(rule.labels)
      .map(([label, value]) => `${label}=${value}`)
      .join('\n'),
    cooldownMinutes: String(rule.cooldownSeconds / 60),
  };
}

/** What the form says, as the API reads it. What the kind does not read is left out; what is no number becomes null, which the server refuses by name. */
export function ruleOf(draft: RuleDraft, kind: AlertKindItem): object {
  const { name, enabled, severity, channels, dependsOn } = draft;
  const { factor } = writtenIn(kind);
  const takes = (parameter: AlertKindItem['parameters'][number]): boolean => kind.parameters.includes(parameter);
  const texts = { owner: draft.owner.trim(), message: draft.message, groupBy: draft.groupBy };
  return {
    ...{ name: name.trim(), enabled, kind: draft.kind, severity, channels },
    scope: scopeOf(draft.scope, kind),
    ...Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== '')),
    ...(takes('checkIn') && draft.checkIn.trim() !== '' && { checkIn: draft.checkIn.trim() }),
    ...(takes('percentile') && draft.percentile !== '' && { percentile: numberOf(draft.percentile) }),
    ...(takes('windowSeconds') && { windowSeconds: numberOf(draft.windowMinutes, 60) }),
    ...(takes('minimumVolume') && { minimumVolume: numberOf(draft.minimumVolume) }),
    threshold: numberOf(draft.threshold, factor),
    ...(draft.resolveThreshold.trim() !== '' && { resolveThreshold: numberOf(draft.resolveThreshold, factor) }),
    forWindows: numberOf(draft.forWindows),
    cooldownSeconds: numberOf(draft.cooldownMinutes, 60),
    labels: labelsOf(draft.labels),
    ...(dependsOn.length > 0 && { dependsOn }),
  };
}

function scopeOf(scope: RuleDraft['scope'], kind: AlertKindItem): object {
  const members = kind.scope.flatMap((member): [string, string | string[]][] => {
    const text = scope[member] ?? '';
    if (ONE_TEXT.includes(member)) return text.trim() === '' ? [] : [[member, text]];
    const names = namesOf(text);
    return names.length === 0 ? [] : [[member, names]];
  });
  return Object.fromEntries(members);
}

/** @returns null where it is no number. Binary fractions of the factor are rounded away. */
function numberOf(text: string, factor = 1): number | null {
  const number = text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(number) ? Number((number * factor).toPrecision(12)) : null;
}

function writtenValue(kind: AlertKindItem | undefined, value: number): string {
  return String(Number((value / writtenIn(kind).factor).toPrecision(12)));
}
