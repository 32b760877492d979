import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { brokerAnswers } from '../kafka/broker-readiness.js';
import { hasCode, throwIfAborted, ToolError } from '../tool-error.js';

/** How long a part of the user's own may take to come up before the start is given up. */
const PATIENCE_MS = 60_000;
const TELL_EVERY_MS = 5_000;

interface Waiting {
  say: (line: string) => void;
  signal: AbortSignal;
  patienceMs?: number;
}

/**
 * Waits until the broker that KAFKA_BOOTSTRAP_SERVERS names answers, saying so while it waits. With TLS or SASL only the
 * connection is tried: the monitor has the credentials and says what is wrong with them.
 *
 * @throws ToolError NOT_READY
 */
export async function waitForKafka(servers: string, variables: NodeJS.ProcessEnv, waiting: Waiting): Promise<void> {
  const guarded = isOn(variables.KAFKA_SSL) || Boolean(variables.KAFKA_SASL_MECHANISM);
  await patiently(`Kafka at ${servers} (KAFKA_BOOTSTRAP_SERVERS)`, waiting, async () => {
    const reasons = await Promise.all(servers.split(',').map(reachable));
    if (reasons.every((reason) => reason !== undefined)) return reasons.join(', ');
    if (guarded || (await brokerAnswers(servers))) return undefined;
    return 'the port is open, but no Kafka broker answers on it';
  });
}

/**
 * Waits until the database that DATABASE_URL names takes queries, saying so while it waits. Wrong credentials or a
 * missing database are not waited for.
 *
 * @throws ToolError NOT_READY, or DATABASE_REFUSED at once.
 */
export async function waitForPostgres(url: string, waiting: Waiting): Promise<void> {
  const where = withoutPassword(url);
  await patiently(`PostgreSQL at ${where} (DATABASE_URL)`, waiting, async () => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return undefined;
    } catch (error) {
      // 28xxx: wrong user or password; 3D000: no such database. Neither mends itself.
      if (hasCode(error, '28P01', '28000', '3D000')) {
        throw new ToolError('DATABASE_REFUSED', `PostgreSQL at ${where} refused DATABASE_URL: ${reasonOf(error)}`, {
          cause: error,
        });
      }
      return reasonOf(error);
    } finally {
      await client.end().catch(() => undefined);
    }
  });
}

/** @param probe undefined when the part is there, else why it is not. */
async function patiently(what: string, waiting: Waiting, probe: () => Promise<string | undefined>): Promise<void> {
  const patienceMs = waiting.patienceMs ?? PATIENCE_MS;
  const deadline = Date.now() + patienceMs;
  let told = -Infinity;
  for (;;) {
    throwIfAborted(waiting.signal);
    const reason = await probe();
    if (reason === undefined) return;
    if (Date.now() >= deadline) {
      throw new ToolError('NOT_READY', `Waited ${Math.round(patienceMs / 1000)} s in vain for ${what}: ${reason}`);
    }
    if (Date.now() - told >= TELL_EVERY_MS) {
      waiting.say(`waiting for ${what}: ${reason}`);
      told = Date.now();
    }
    await delay(250);
  }
}

function reachable(server: string): Promise<string | undefined> {
  const at = server.lastIndexOf(':');
  const host = server.slice(0, at).trim();
  const port = Number(server.slice(at + 1));
  if (at < 1 || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new ToolError(
      'INVALID_VARIABLE',
      `KAFKA_BOOTSTRAP_SERVERS must be host:port, comma-separated; "${server}" is not.`,
    );
  }
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (reason: string | undefined): void => {
      socket.destroy();
      resolve(reason);
    };
    socket.setTimeout(3_000, () => settle('no answer'));
    socket.once('connect', () => settle(undefined));
    socket.once('error', (error) => settle(reasonOf(error)));
  });
}

function isOn(value: string | undefined): boolean {
  return ['1', 'true', 'on', 'yes'].includes((value ?? '').toLowerCase());
}

/** Node puts one error per address into an AggregateError whose own message is empty. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}

/** The URL as it may be shown. */
export function withoutPassword(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'postgres:' && parsed?.protocol !== 'postgresql:') {
    throw new ToolError('INVALID_VARIABLE', 'DATABASE_URL must look like postgres://user:password@host:5432/database.');
  }
  return `${parsed.hostname}${parsed.port ? `:${parsed.port}` : ''}${parsed.pathname}`;
}
