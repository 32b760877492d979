import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import { type Configuration, configurationSchema } from './configuration-schema.js';

/** What the caller has configured cannot be used; the message says what is wrong, one line for each mistake. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Reads the file of the collector. YAML contains JSON, so one reader serves both.
 *
 * @throws ConfigurationError
 */
export function readConfiguration(path: string): Configuration {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigurationError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  let value: unknown;
  try {
    value = parse(text, { prettyErrors: true });
  } catch (error) {
    const [first] = (error as Error).message.split('\n');
    throw new ConfigurationError(`${path} is neither JSON nor YAML: ${first}`, { cause: error });
  }
  return checkConfiguration(value ?? {}, path);
}

/** @throws ConfigurationError */
export function checkConfiguration(value: unknown, path: string): Configuration {
  const checked = configurationSchema.safeParse(value);
  if (checked.success) return checked.data;
  const mistakes = checked.error.issues.map((issue) => `${path}: ${placeOf(issue.path)}${messageOf(issue)}`);
  throw new ConfigurationError(mistakes.join('\n'));
}

/** `sources[1].from: `, empty at the top. */
function placeOf(path: readonly PropertyKey[]): string {
  const place = path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key + 1}]` : `${text}${text && '.'}${String(key)}`),
    '',
  );
  return place && `${place}: `;
}

function messageOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys' ? `there is no key ${issue.keys.join(', ')}` : issue.message;
}
