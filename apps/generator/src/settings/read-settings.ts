import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import type { z } from 'zod';
import { GeneratorError } from '../failure/generator-error.js';
import { isVisorFile, type VisorSettings, visorSchema } from '../visor/visor-settings.js';
import { type Settings, settingsSchema } from './settings-schema.js';

/** What a configuration file holds: our own settings, or those of Visor's generator. */
export type FileContent = { readonly own: Readonly<Record<string, unknown>> } | { readonly visor: VisorSettings };

/**
 * Reads a configuration file, YAML or JSON.
 *
 * @throws GeneratorError with one sentence that says what is wrong where
 */
export function readConfigurationFile(file: string): FileContent {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new GeneratorError(`The configuration ${file} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  const content = parseText(file, text);
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new GeneratorError(`The configuration ${file} must hold names and values, such as "rate: 50".`);
  return isVisorFile(content)
    ? { visor: checked(visorSchema, content, file) }
    : { own: content as Record<string, unknown> };
}

/** JSON is YAML too. */
function parseText(file: string, text: string): unknown {
  try {
    return parse(text) ?? {};
  } catch (cause) {
    if (!(cause instanceof YAMLParseError)) throw cause;
    const line = cause.linePos?.[0].line ?? 1;
    throw new GeneratorError(
      `The configuration ${file} is neither YAML nor JSON: line ${line}: ${cause.message.split('\n')[0]}`,
      { cause },
    );
  }
}

/** @throws GeneratorError with one sentence about the first mistake */
export function checkSettings(values: unknown, where: string): Settings {
  return checked(settingsSchema, values, where);
}

function checked<Schema extends z.ZodType>(schema: Schema, values: unknown, where: string): z.infer<Schema> {
  const { success, data, error } = schema.safeParse(values);
  if (success) return data;
  const [issue] = error.issues;
  throw new GeneratorError(`In ${where}: ${issue === undefined ? 'something is wrong' : sentenceOf(issue)}.`);
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union') {
    const deepest = issue.errors.flat().sort((a, b) => b.path.length - a.path.length)[0];
    if (deepest) return sentenceOf({ ...deepest, path: [...issue.path, ...deepest.path] });
  }
  const name = issue.path.join('.');
  if (issue.code === 'unrecognized_keys')
    return `there is no setting ${issue.keys.map((key) => [...issue.path, key].join('.')).join(', ')}`;
  return `${name}: ${issue.message}`;
}
