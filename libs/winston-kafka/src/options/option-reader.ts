import type { EnvironmentReader } from './environment-reader.js';

/**
 * Reads options as they may come from JavaScript, where no compiler has looked at them: one that is not usable gives
 * one warning and counts as not given.
 */
export class OptionReader {
  constructor(
    private readonly options: Readonly<Record<string, unknown>>,
    private readonly read: EnvironmentReader,
    /** Stands in front of the names in warnings, such as `spool.`. */
    private readonly prefix = '',
  ) {}

  text(name: string, maxLength = 255): string | undefined {
    const value = this.options[name];
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.trim() !== '' && value.length <= maxLength) return value;
    return this.refuse(name, `is no text of 1 to ${maxLength} characters`);
  }

  flag(name: string): boolean | undefined {
    const value = this.options[name];
    if (value === undefined || typeof value === 'boolean') return value;
    return this.refuse(name, 'is neither true nor false');
  }

  integer(name: string, min: number, max: number): number | undefined {
    const value = this.options[name];
    if (value === undefined) return undefined;
    if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return value as number;
    return this.refuse(name, `is no whole number from ${min} to ${max}`);
  }

  oneOf<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.options[name];
    if (value === undefined) return undefined;
    return choices.find((choice) => choice === value) ?? this.refuse(name, `is none of ${choices.join(', ')}`);
  }

  texts(name: string): readonly string[] | undefined {
    const value = this.options[name];
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
    return this.refuse(name, 'is no list of texts');
  }

  /** Says once that an option is not usable. */
  refuse(name: string, why: string): undefined {
    return this.read.refuse(`option ${this.prefix}${name}`, why);
  }
}
