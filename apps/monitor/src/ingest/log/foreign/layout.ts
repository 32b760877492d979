import type { Members } from './foreign-members.js';

/**
 * How one producer writes a record. Gives the same record with names that the reader of foreign records knows, or undefined when
 * the record is none of this producer. What it does not know it leaves as it is.
 */
export type Layout = (members: Members) => Members | undefined;

/** The members without some. */
export function without(members: Members, ...names: string[]): Members {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));
}
