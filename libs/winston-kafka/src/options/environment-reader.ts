import { readFileSync } from 'node:fs';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads variables as a guest in somebody's process: a bad one gives one warning and counts as not set, it never
 * throws. Warnings name the variable, never its value, which may be a secret.
 */
export class EnvironmentReader {
  constructor(
    private readonly environment: Environment,
    private readonly warn: (line: string) => void,
  ) {}

  text(name: string, maxLength = 255): string | undefined {
    const value = this.environment[name]?.trim();
    if (value === undefined || value === '') return undefined;
    if (value.length <= maxLength) return value;
    return this.refuse(name, `is longer than ${maxLength} characters`);
  }

  /** A secret: from `NAME`, or from the file that `NAME_FILE` names. */
  secret(name: string): string | undefined {
    const value = this.environment[name];
    if (value !== undefined && value !== '') return value;
    return this.fileContent(`${name}_FILE`)?.replace(/\r?\n$/, '');
  }

  fileContent(name: string): string | undefined {
    const file = this.text(name, 4096);
    if (file === undefined) return undefined;
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      return this.refuse(
        name,
        `names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`,
      );
    }
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return undefined;
    if (['1', 'true', 'on', 'yes'].includes(value)) return true;
    if (['0', 'false', 'off', 'no'].includes(value)) return false;
    return this.refuse(name, 'is neither true nor false');
  }

  integer(name: string, min: number, max: number): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (Number.isInteger(number) && number >= min && number <= max) return number;
    return this.refuse(name, `is no whole number from ${min} to ${max}`);
  }

  oneOf<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return undefined;
    const found = choices.find((choice) => choice === value);
    return found ?? this.refuse(name, `is none of ${choices.join(', ')}`);
  }

  /** Says once that a variable is not usable. */
  refuse(name: string, why: string): undefined {
    this.warn(`${name} ${why}; the default is used`);
    return undefined;
  }
}
