import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Truth } from '../src/incident/incident.js';
import { INCIDENT_KINDS, isDisturbance } from '../src/incident/incident-plan.js';
import { linesOf, runGenerator } from './support/run-generator.js';

const FROM = '2026-11-26T08:00:00Z';
const HOST = 'shop-web.example.com';
/** Quotes part a line of Kong's: client and time, request, status and latencies, then the host. */
const RECOUNT = `
BEGIN { FS = "\\"" }
{
  split($1, head, /[ \\[]+/); split($2, request, " "); split($3, answer, " ")
  time = head[2]; status = answer[1] + 0; path = request[2]
  sub(/\\?.*/, "", path)
  if (clients == "" ? ($4 != host || time < from || time >= to) : index(clients, " " head[1] " ") == 0) next
  requests++
  if (status >= 400) errors++
  if (status >= 500) faults++
  if (!(path in seen)) { seen[path] = 1; paths++ }
  if (first == "") first = time
  last = time
}
END { printf "%d %d %d %d %s %s\\n", requests, errors, faults, clients == "" ? 0 : paths, first, last }`;

let folder = '';
let truths: Truth[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'truth-'));
  const incidents = INCIDENT_KINDS.flatMap((kind, index) => [
    '--incident',
    `${kind},at=${2 + 4 * index}m,for=2m,host=${HOST}${kind === 'flood' ? ',clients=7' : ''}`,
  ]);
  const places = ['-o', path.join(folder, 'access.log'), '--truth', path.join(folder, 'truth.jsonl')];
  await runGenerator(['--from', FROM, '--for', '30m', '-r', '30', '-f', 'kong', ...places, ...incidents]);
  truths = linesOf(await readFile(path.join(folder, 'truth.jsonl'), 'utf8')).map((line) => JSON.parse(line) as Truth);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** As a line of the log has it. */
const logTime = (iso: string): string => `26/Nov/2026:${iso.slice(11, 19)}`;

describe('the file of what really happened', () => {
  it('has every incident', () => {
    expect(truths.map(({ kind }) => kind).sort()).toEqual([...INCIDENT_KINDS].sort());
  });

  it.each(INCIDENT_KINDS)('%s: awk counts the same in the lines', (kind) => {
    const truth = truths.find((each) => each.kind === kind);
    if (truth === undefined) throw new Error('there is no truth about it');
    const clients = isDisturbance(kind) ? [] : (truth.clients ?? [truth.client]);
    const given = {
      host: HOST,
      from: logTime(truth.from),
      to: logTime(truth.to),
      clients: clients.length === 0 ? '' : ` ${clients.join(' ')} `,
    };
    const variables = Object.entries(given).flatMap(([name, value]) => ['-v', `${name}=${value}`]);
    const counted = execFileSync('awk', [...variables, RECOUNT, path.join(folder, 'access.log')]).toString();
    const { requests, errors, faults, paths } = truth.counts;
    const [first, last] = [truth.first, truth.last].map((time) => logTime(time ?? ''));
    expect(counted.trim()).toBe([requests, errors, faults, paths, first, last].join(' '));
    expect(requests).toBeGreaterThan(kind === 'drop' ? 50 : 400);
  });
});
