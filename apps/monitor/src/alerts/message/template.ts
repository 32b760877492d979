import type { AlertEvent } from '../event/alert-event.js';

/** `{{ path }}`: letters, digits, underscore and hyphen, parted by dots. There is nothing else in it: no condition, no call, no code. */
const PLACE = /\{\{\s*([\w-]{1,40}(?:\.[\w-]{1,100}){0,3})\s*\}\}/g;
const BRACES = /\{\{[^{}]{0,200}\}\}/g;
const LABEL = /^labels\.[\w-]+$/;
const SAMPLE = /^sample\.(time|level|service|message|id)$/;
const MAX_VALUE = 2000;

/** Each word that a template may name. */
const WORDS: Readonly<Record<string, (event: AlertEvent) => string | number | null | undefined>> = {
  rule: ({ ruleName }) => ruleName,
  name: ({ ruleName }) => ruleName,
  key: ({ key }) => key,
  transition: ({ transition }) => transition,
  severity: ({ severity }) => severity,
  at: ({ at }) => at,
  value: ({ value }) => value,
  threshold: ({ threshold }) => threshold,
  'window.from': ({ window }) => window?.from,
  'window.to': ({ window }) => window?.to,
  sentence: ({ sentence }) => sentence,
  owner: ({ owner }) => owner,
};

/** The words of a template that mean nothing; empty for one that can be used. */
export function templateProblems(template: string): string[] {
  const known = [...template.matchAll(PLACE)].filter(([, path = '']) => isKnown(path)).map(([whole]) => whole);
  return [...template.matchAll(BRACES)].map(([whole]) => whole).filter((whole) => !known.includes(whole));
}

function isKnown(path: string): boolean {
  return Object.hasOwn(WORDS, path) || LABEL.test(path) || SAMPLE.test(path);
}

/**
 * Fills a template in one pass: braces in a value stay as they are. The result is plain text; each channel escapes all of it, the template's own text as
 * much as the values.
 *
 * @param template such as `{{labels.team}}: {{sentence}}`; words that are not known stay as they are
 */
export function renderTemplate(template: string, event: AlertEvent): string {
  return template.replace(PLACE, (whole, path: string) => (isKnown(path) ? valueOf(path, event) : whole));
}

function valueOf(path: string, event: AlertEvent): string {
  const [, name = ''] = path.split('.');
  const value = Object.hasOwn(WORDS, path)
    ? WORDS[path]?.(event)
    : ownText(LABEL.test(path) ? event.labels : (event.samples[0] ?? {}), name);
  return value === null || value === undefined || value === '' ? '–' : String(value).slice(0, MAX_VALUE);
}

/** Never what an object inherits. */
function ownText(holder: object, name: string): string | undefined {
  const value: unknown = Object.hasOwn(holder, name) ? (holder as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}
