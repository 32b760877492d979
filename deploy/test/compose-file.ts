import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Service {
  image: string;
  build?: { context: string; dockerfile: string; target: string };
  command?: string[];
  environment: Record<string, string>;
  /** `address:outside:inside` */
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck: { test: string[] };
  /** `source:target:mode` */
  volumes?: string[];
}

export type Services = Record<string, Service>;

/**
 * The services of docker-compose.yml, without Docker: merged by YAML, variables filled in as compose does it.
 *
 * @param variables all that it sees
 * @throws RangeError for a form of interpolation other than `${NAME:-default}`
 */
export function readServices(variables: Readonly<Record<string, string>> = {}): Services {
  return (readComposeFile(variables) as { services: Services }).services;
}

/** What the Compose Specification's own schema finds wrong with the file; empty if nothing. */
export function schemaErrors(): unknown[] {
  const text = readFileSync(new URL('./compose-spec/compose-spec.json', import.meta.url), 'utf8');
  // Ajv knows draft 7 under its older address only, and needs no formats here.
  const { $schema: _draft, ...schema } = JSON.parse(text) as Record<string, unknown>;
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
  return validate(readComposeFile({})) ? [] : (validate.errors ?? []);
}

function readComposeFile(variables: Readonly<Record<string, string>>): unknown {
  const text = readFileSync(`${ROOT}docker-compose.yml`, 'utf8');
  const filled = (value: unknown): unknown => {
    if (typeof value === 'string') return fillIn(value, variables);
    if (Array.isArray(value)) return value.map(filled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, filled(member)]));
  };
  return filled(parse(text, { merge: true }));
}

function fillIn(text: string, variables: Readonly<Record<string, string>>): string {
  const filled = text.replace(
    /\$\{(\w+):-([^}]*)\}/g,
    (_, name: string, fallback: string) => variables[name] || fallback,
  );
  if (filled.includes('$')) throw new RangeError(`This test cannot fill in ${text}`);
  return filled;
}

/** The two programs that resolve a compose file: version 2 is a plugin of docker, version 1 a program of its own. */
const PROGRAMS = [
  { program: 'docker', first: ['compose'] },
  { program: 'docker-compose', first: [] },
];

/** The services as compose itself resolves them; undefined where it is not installed. Needs no Docker engine. */
export function resolveServices(): Record<string, Record<string, unknown>> | undefined {
  const found = PROGRAMS.find(({ program, first }) => spawnSync(program, [...first, 'version']).status === 0);
  if (found === undefined) return undefined;
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  const { status, stdout, stderr } = spawnSync(found.program, [...found.first, 'config'], {
    cwd: ROOT,
    encoding: 'utf8',
    env,
  });
  if (status !== 0) throw new Error(stderr);
  return (parse(stdout) as { services: Record<string, Record<string, unknown>> }).services;
}
