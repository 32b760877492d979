import type { Members } from './foreign-members.js';

const NAMES: Readonly<Record<string, string>> = {
  L: 'level',
  T: 'timestamp',
  M: 'message',
  N: 'logger',
  C: 'caller',
  S: 'stacktrace',
};

/** zap's development configuration, which has names of one letter. */
export function readZapDevelopment(members: Members): Members | undefined {
  if (typeof members['L'] !== 'string' || typeof members['M'] !== 'string') return undefined;
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [NAMES[name] ?? name, value]));
}
