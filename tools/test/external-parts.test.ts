import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { freePort } from '../src/network/port.js';
import { dockerKafka } from '../src/start/docker-kafka.js';
import { waitForKafka, waitForPostgres, withoutPassword } from '../src/start/external-parts.js';
import { notABroker } from './fixtures/not-a-broker.js';
import { scratchDirs } from './fixtures/scratch-dir.js';

const scratchDir = scratchDirs();
const signal = new AbortController().signal;

it('takes the broker and the database that answer', async () => {
  const said: string[] = [];
  const waiting = { say: (line: string) => said.push(line), signal };
  await waitForKafka(inject('kafkaBootstrapServers'), {}, waiting);
  await waitForPostgres(inject('databaseUrl'), waiting);
  expect(said).toEqual([]);
});

it('waits visibly for those that do not, then names variable, address and cause, never the password', async () => {
  const port = await freePort();
  const said: string[] = [];
  const waiting = { say: (line: string) => said.push(line), signal, patienceMs: 300 };
  await expect(waitForKafka(`localhost:${port}`, {}, waiting)).rejects.toMatchObject({
    code: 'NOT_READY',
    message: expect.stringMatching(/KAFKA_BOOTSTRAP_SERVERS.*ECONNREFUSED/) as string,
  });
  const refused = waitForPostgres(`postgres://u:secret@localhost:${port}/x`, waiting);
  await expect(refused).rejects.toMatchObject({
    code: 'NOT_READY',
    message: expect.stringMatching(new RegExp(`localhost:${port}/x \\(DATABASE_URL\\).*ECONNREFUSED`)) as string,
  });
  expect(said).toHaveLength(2);
  expect(said.join()).not.toContain('secret');
});

it('says so when the port belongs to something else', async () => {
  const port = await notABroker();
  const waiting = { say: () => undefined, signal, patienceMs: 100 };
  await expect(waitForKafka(`127.0.0.1:${port}`, {}, waiting)).rejects.toThrow(/no Kafka broker answers/);
  // With TLS or SASL only the monitor can tell more.
  await waitForKafka(`127.0.0.1:${port}`, { KAFKA_SSL: 'true' }, waiting);
});

it('does not wait for a wrong password or a database that is not there', async () => {
  const waiting = { say: () => undefined, signal };
  const wrong = new URL(inject('databaseUrl'));
  wrong.password = 'guess';
  await expect(waitForPostgres(wrong.href, waiting)).rejects.toMatchObject({ code: 'DATABASE_REFUSED' });
  const absent = new URL(inject('databaseUrl'));
  absent.pathname = '/absent';
  await expect(waitForPostgres(absent.href, waiting)).rejects.toMatchObject({ code: 'DATABASE_REFUSED' });
  expect(() => withoutPassword('db:5432')).toThrow(/DATABASE_URL must look like/);
});

it('stops waiting when it is told to', async () => {
  const abort = new AbortController();
  const waiting = waitForKafka(`localhost:${await freePort()}`, {}, { say: () => abort.abort(), signal: abort.signal });
  await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
});

it('takes Kafka from docker compose where an engine answers, and from nowhere where none does', async () => {
  const bin = await scratchDir();
  const calls = path.join(bin, 'calls');
  const docker = path.join(bin, 'docker');
  const engine = (info: string): string =>
    `#!/bin/sh\necho "$*" >> "${calls}"\ncase "$*" in info*) ${info};; *port*) echo ${inject('kafkaBootstrapServers')};; esac\n`;
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  await writeFile(docker, engine('exit 1'));
  await chmod(docker, 0o755);
  expect(await dockerKafka(() => undefined, signal)).toBeUndefined();
  await writeFile(docker, engine('echo 29'));
  const kafka = await dockerKafka(() => undefined, signal);
  expect(kafka?.servers).toBe(inject('kafkaBootstrapServers'));
  await kafka?.stop();
  const commands = (await readFile(calls, 'utf8')).split('\n').filter((line) => line.startsWith('compose'));
  expect(commands).toEqual(['compose up -d kafka', 'compose port kafka 9092', 'compose stop kafka']);
});
