import { type ErrorDetail, FINGERPRINT_VERSION } from '@log-monitor/error-fingerprint';
import type { RuledInput } from '@log-monitor/error-fingerprint/rules';
import type { GroupRuleInput } from '@log-monitor/monitor-api';
import type pg from 'pg';
import { copiedRows } from './copied-rows.js';
import type { Place } from './place.js';

/** A stored error, as far as grouping it needs. */
export interface StoredError {
  /** Of the record, with its time as PostgreSQL writes it in UTC. */
  id: string;
  time: string;
  /** By which it is grouped by now; null: stored before there were problems. */
  fingerprint: string | null;
  /** Its own fingerprint has to be made from its stack and message. */
  isWhole: boolean;
  input: RuledInput & { service: string; logger: string | null };
}

/** What is known of a fingerprint. */
export interface KnownFingerprint {
  hash: string;
  groupId: string;
  title: string;
  culprit: string | null;
  key: string;
  by: string;
}

const FINGERPRINTS = `
  SELECT hash::text AS hash, group_id::text AS "groupId", title, culprit, key, basis->>'by' AS by FROM error_fingerprint`;

/** Where the fingerprint without rules is not known: never made, by another version, or by a rule. */
const WHOLE = `(f.hash IS NULL OR f.version <> ${FINGERPRINT_VERSION} OR f.basis->>'by' = 'rule')`;

/** Begins the transaction in which errors are then read, so that it knows the fingerprints of all of them. */
export async function readFingerprints(client: pg.Client): Promise<Map<string, KnownFingerprint>> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const { rows } = await client.query<KnownFingerprint>(FINGERPRINTS);
  return new Map(rows.map((row) => [row.hash, row]));
}

/** What is to be read of the errors, and which. Times and ids are as PostgreSQL wrote them. */
export interface Reading {
  rules: readonly GroupRuleInput[];
  fingerprints: ReadonlyMap<string, KnownFingerprint>;
  /** Only those after this one, so many, in the order of time and id; left out: all, in any order. */
  after?: { time: string; id: string; most: number } | undefined;
}

const READ_WHOLE = `
  SELECT r.id, r.time::text AS time, service.name AS service, r.logger, r.message, r.error_type AS type, r.error_code AS code,
         r.error_message AS text, r.stack, r.error_detail::text AS detail
    FROM unnest($1::uuid[], $2::timestamptz[]) AS given (id, time)
    JOIN error_record r ON r.id = given.id AND r.time = given.time JOIN service ON service.id = r.service_id`;

/** Reads these errors whole, by the ids of their records. */
export async function readWhole(
  client: pg.Client,
  places: readonly Place[],
): Promise<Map<string, StoredError['input']>> {
  const { rows } = await client.query<Record<string, string | null>>(READ_WHOLE, [
    places.map(({ id }) => id),
    places.map(({ time }) => time),
  ]);
  return new Map(
    rows.map(({ id, service, logger, message, type, code, text, stack, detail }) => [
      id ?? '',
      {
        ...{ message: message ?? '', service: service ?? '', logger: logger ?? null },
        error: errorOf({ type, code, message: text, stack }, detail),
      },
    ]),
  );
}

const TIME = /^[\d :.+-]{10,40}$|^-?infinity$/;
const ID = /^[0-9a-f-]{36}$/;

/** Reads errors with what these rules look at, and no more: a stack that nobody needs stays where it is. */
export async function* storedErrors(client: pg.Client, reading: Reading): AsyncGenerator<StoredError[]> {
  const { rows } = await client.query<{ id: number; name: string }>('SELECT id, name FROM service');
  const services = new Map(rows.map(({ id, name }) => [String(id), name]));
  const { fingerprints } = reading;
  for await (const lines of copiedRows(client, statementOf(reading))) {
    yield lines.map(([id, time, fingerprint, service, isWhole, logger, message, type, code, text, stack, detail]) => {
      const known = isWhole === 't' ? undefined : fingerprints.get(fingerprint ?? '');
      return {
        id: id as string,
        time: time as string,
        fingerprint: fingerprint as string | null,
        isWhole: isWhole === 't',
        input: {
          message: message ?? '',
          service: services.get(service ?? '') ?? '',
          logger: logger ?? null,
          own: known,
          error: errorOf({ type, code, message: text, stack }, detail),
        },
      };
    });
  }
}

function statementOf({ rules, after }: Reading): string {
  const looksAt = fieldsOf(rules);
  const column = (sql: string, isAsked: boolean): string => (isAsked ? sql : `CASE WHEN ${WHOLE} THEN ${sql} END`);
  const text = looksAt.has('message') || looksAt.has('template');
  const columns = [
    ...['r.id', 'r.time', 'r.fingerprint', 'r.service_id', WHOLE],
    looksAt.has('logger') ? 'r.logger' : 'NULL',
    column('r.message', text),
    column('r.error_type', looksAt.has('type')),
    column('r.error_code', looksAt.has('code')),
    column('r.error_message', text),
    column('r.stack', false),
    column('r.error_detail', false),
  ];
  const from = `SELECT ${columns.join(', ')} FROM error_record r LEFT JOIN error_fingerprint f ON f.hash = r.fingerprint`;
  if (after === undefined) return from;
  // Written by PostgreSQL itself; COPY takes no parameters.
  if (!TIME.test(after.time) || !ID.test(after.id)) throw new Error('a place among the errors is no time and id');
  return `${from} WHERE (r.time, r.id) > ('${after.time}'::timestamptz, '${after.id}'::uuid) ORDER BY r.time, r.id LIMIT ${Math.floor(after.most)}`;
}

/** What these rules look at, and what their fingerprints are made of. */
function fieldsOf(rules: readonly GroupRuleInput[]): Set<string> {
  const fields = new Set<string>();
  for (const { enabled, match, fingerprint } of rules) {
    if (!enabled) continue;
    for (const field of Object.keys(match)) fields.add(field);
    for (const [, name = ''] of fingerprint.matchAll(/\{(\w+)\}/g)) fields.add(name);
  }
  return fields;
}

type Columns = Record<'type' | 'code' | 'message' | 'stack', string | null | undefined>;

function errorOf({ type, code, message, stack }: Columns, detail: string | null | undefined): RuledInput['error'] {
  const error: ErrorDetail = typeof detail === 'string' ? (JSON.parse(detail) as ErrorDetail) : {};
  if (typeof type === 'string') error.type = type;
  if (typeof code === 'string') error.code = code;
  if (typeof message === 'string') error.message = message;
  if (typeof stack === 'string') error.stack = stack;
  return Object.keys(error).length === 0 ? null : error;
}
