import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Kafka, logLevel } from 'kafkajs';
import { freePort, startKafka } from '@log-monitor/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../apps/monitor/src/configuration/load-configuration.js';
import { readServices, resolveServices, ROOT, schemaErrors, type Service } from './compose-file.js';

const portsOf = (service: Service): string[] => service.ports ?? [];

function mountsOf(service: Service): { source: string; target: string }[] {
  return (service.volumes ?? []).map((volume) => {
    const [source = '', target = ''] = volume.split(':');
    return { source: source.startsWith('.') ? ROOT + source : source, target };
  });
}

describe('docker-compose.yml', () => {
  const services = readServices();
  const service = (name: string): Service => {
    const found = services[name];
    if (found === undefined) throw new Error(`There is no service ${name}`);
    return found;
  };

  it('is what the Compose Specification calls a compose file', () => {
    expect(schemaErrors()).toEqual([]);
  });

  it('is resolved by compose itself to what these tests read', ({ skip }) => {
    const resolved = resolveServices();
    if (resolved === undefined) return skip('no docker compose here: apt-get install docker-compose');
    expect(Object.keys(resolved).sort()).toEqual(Object.keys(services).sort());
    for (const [name, { image, environment, command, healthcheck }] of Object.entries(services)) {
      const asText = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, String(value)]));
      expect(resolved[name]).toMatchObject({ image, environment: asText, ...(command && { command }) });
      expect((resolved[name] as unknown as Service).healthcheck.test).toEqual(healthcheck.test);
    }
  });

  it('has the services of the contract', () => {
    expect(Object.keys(services).sort()).toEqual([
      'booking-service',
      'grafana',
      'kafka',
      'kafka-ui',
      'logmonitor-service',
      'mailpit',
      'notification-service',
      'postgres',
      'usermanagement-service',
    ]);
  });

  it('publishes the ports of the contract, to this machine only', () => {
    const published = Object.fromEntries(
      Object.entries(services).flatMap(([name, each]) => {
        const ports = portsOf(each);
        return ports.length > 0 ? [[name, ports]] : [];
      }),
    );
    expect(published).toEqual({
      'logmonitor-service': ['127.0.0.1:5004:9094'],
      kafka: ['127.0.0.1:9092:19092'],
      grafana: ['127.0.0.1:3000:3000'],
      'kafka-ui': ['127.0.0.1:8080:8080'],
      mailpit: ['127.0.0.1:8025:8025'],
    });
  });

  it('has a variable for each published port, and sends Kafka’s clients on to the one that was chosen', () => {
    const changed = readServices({
      LOG_MONITOR_PORT: '15004',
      KAFKA_PORT: '19999',
      GRAFANA_PORT: '13000',
      KAFKA_UI_PORT: '18080',
      MAILPIT_PORT: '18025',
    });
    const ports = Object.values(changed).flatMap(portsOf).sort();
    expect(ports).toEqual([
      '127.0.0.1:13000:3000',
      '127.0.0.1:15004:9094',
      '127.0.0.1:18025:8025',
      '127.0.0.1:18080:8080',
      '127.0.0.1:19999:19092',
    ]);
    expect(changed.kafka?.environment.KAFKA_ADVERTISED_LISTENERS).toBe(
      'INTERNAL://kafka:29092,LOCAL://localhost:9092,HOST://localhost:19999',
    );
  });

  it('pins every image', () => {
    for (const { image } of Object.values(services)) expect(image).toMatch(/^[a-z/-]+:v?\d+\.\d+(\.\d+)?$/);
  });

  it('gives Kafka a door for other containers, one for exec and one for this machine', () => {
    const { environment } = service('kafka');
    expect(environment.KAFKA_PROCESS_ROLES).toBe('broker,controller');
    expect(environment.KAFKA_ADVERTISED_LISTENERS).toBe(
      'INTERNAL://kafka:29092,LOCAL://localhost:9092,HOST://localhost:9092',
    );
  });

  it('tells the monitor where everything is, and says explicitly that nobody needs to log in', () => {
    const { environment } = service('logmonitor-service');
    expect(environment).toMatchObject({
      KAFKA_BOOTSTRAP_SERVERS: 'kafka:29092',
      DATABASE_URL: 'postgres://logmonitor:logmonitor@postgres:5432/logmonitor',
      LOG_MONITOR_SERVER_PORT: '9094',
      LOG_MONITOR_SERVER_HOST: '0.0.0.0',
      LOG_MONITOR_AUTH: 'off',
    });
    const guarded = readServices({ LOG_MONITOR_AUTH: 'token', LOG_MONITOR_TOKEN: 'a-token-for-a-test' });
    expect(guarded['logmonitor-service']?.environment.LOG_MONITOR_AUTH).toBe('token');
    expect(guarded.grafana?.environment.LOG_MONITOR_TOKEN).toBe('a-token-for-a-test');
  });

  it('sends mails to Mailpit until a server is named, with variables that the monitor takes', () => {
    const alertsOf = (variables: Record<string, string>) =>
      loadConfiguration(
        Object.fromEntries(
          Object.entries(readServices(variables)['logmonitor-service']?.environment ?? {}).map(([name, value]) => [
            name,
            String(value),
          ]),
        ),
        '1',
      ).alerts;
    expect(alertsOf({})).toMatchObject({
      email: { smtp: { host: 'mailpit', port: 1025 }, to: ['everybody@mailpit.invalid'] },
      slack: undefined,
      webhook: undefined,
      report: { interval: 'daily', hour: 8, minute: 0 },
    });
    const own = { SMTP_URL: 'smtps://u:p@mail.example.com', ALERT_EMAIL_TO: 'ops@example.com' };
    expect(alertsOf(own).email).toMatchObject({ smtp: { host: 'mail.example.com' }, to: ['ops@example.com'] });
  });

  it('shows KAFKA in the environment of each demo service, and where the others are', () => {
    for (const name of ['usermanagement', 'booking', 'notification']) {
      expect(service(`${name}-service`).environment).toMatchObject({
        KAFKA_BOOTSTRAP_SERVERS: 'kafka:29092',
        USERMANAGEMENT_URL: 'http://usermanagement-service:3000',
        BOOKING_URL: 'http://booking-service:3000',
        NOTIFICATION_URL: 'http://notification-service:3000',
      });
      expect(service(`${name}-service`).command).toContain(name);
    }
  });

  it('starts only Kafka and PostgreSQL with the monitor, and everything after what it needs is healthy', () => {
    expect(service('logmonitor-service').depends_on).toMatchObject({
      kafka: { condition: 'service_healthy' },
      postgres: { condition: 'service_healthy' },
    });
    expect([...everythingBelow('logmonitor-service')].sort()).toEqual(['kafka', 'postgres']);
    expect([...everythingBelow('kafka-ui')]).toEqual(['kafka']);
    for (const name of ['usermanagement-service', 'booking-service', 'notification-service', 'grafana']) {
      expect(everythingBelow(name)).toContain('logmonitor-service');
    }
    const conditions = Object.values(services).flatMap((each) => Object.values(each.depends_on ?? {}));
    expect(new Set(conditions.map(({ condition }) => condition))).toEqual(new Set(['service_healthy']));
  });

  function everythingBelow(name: string): Set<string> {
    const direct = Object.keys(service(name).depends_on ?? {});
    return new Set(direct.flatMap((each) => [each, ...everythingBelow(each)]));
  }

  it('checks the health of each service with a program that its image has', () => {
    const programs = Object.fromEntries(
      Object.entries(services).map(([name, { healthcheck }]) => [name, healthcheck.test[1]]),
    );
    expect(programs).toEqual({
      kafka: 'kafka-ready',
      postgres: 'pg_isready',
      'logmonitor-service': 'node',
      'usermanagement-service': 'node',
      'booking-service': 'node',
      'notification-service': 'node',
      grafana: 'wget',
      'kafka-ui': 'wget',
      mailpit: '/mailpit',
    });
    for (const { healthcheck } of Object.values(services)) expect(healthcheck.test[0]).toBe('CMD');
  });

  it('finds the monitor ready only when it says so, with the token of its environment', async () => {
    const server = createServer((request, response) => {
      const known = request.url === '/health/ready' && request.headers.authorization === 'Bearer a-token-for-a-test';
      response.writeHead(known ? 200 : 401).end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const port = String((server.address() as AddressInfo).port);
    const [program = '', ...args] = service('logmonitor-service').healthcheck.test.slice(1);
    const check = async (token: string): Promise<number | null> => {
      const script = args.map((arg) => arg.replace('9094', port));
      const child = spawn(program, script, {
        env: { PATH: process.env.PATH, LOG_MONITOR_TOKEN: token },
        stdio: 'ignore',
      });
      return await new Promise((ended) => child.once('exit', ended));
    };
    expect(await check('a-token-for-a-test')).toBe(0);
    expect(await check('')).toBe(1);
    await new Promise((closed) => server.close(closed));
    expect(await check('a-token-for-a-test')).toBe(1);
  });

  it('mounts only files that exist, and puts Kafka’s tools on the PATH as programs', () => {
    const mounts = Object.values(services).flatMap(mountsOf);
    const fromHere = mounts.filter(({ source }) => source.startsWith('/'));
    expect(fromHere.length).toBeGreaterThan(0);
    for (const { source } of fromHere) expect(existsSync(source), source).toBe(true);
    const programs = mountsOf(service('kafka')).filter(({ target }) => target.startsWith('/usr/local/bin/'));
    expect(programs.map(({ target }) => target)).toEqual(
      expect.arrayContaining(['/usr/local/bin/kafka-console-consumer', '/usr/local/bin/kafka-topics']),
    );
    for (const { source } of programs) expect(statSync(source).mode & 0o111, source).toBe(0o111);
  });

  it('builds the images from targets that the Dockerfile has', () => {
    const build = { context: '.', dockerfile: 'deploy/Dockerfile' };
    expect(service('logmonitor-service').build).toEqual({ ...build, target: 'monitor' });
    expect(service('booking-service').build).toEqual({ ...build, target: 'demo' });
  });
});

describe('Kafka as compose sets it up', () => {
  let broker: Awaited<ReturnType<typeof startKafka>>;
  let hostPort: number;
  let internalPort: number;

  beforeAll(async () => {
    [hostPort, internalPort] = [await freePort(), await freePort()];
    const localPort = await freePort();
    const controllerPort = await freePort();
    const { kafka } = readServices();
    broker = await startKafka({
      port: localPort,
      brokerProperties: asProperties(kafka?.environment ?? {}, (text) =>
        text
          .replaceAll('INTERNAL://kafka:29092', `INTERNAL://127.0.0.1:${internalPort}`)
          .replaceAll('INTERNAL://:29092', `INTERNAL://127.0.0.1:${internalPort}`)
          .replaceAll('HOST://:19092', `HOST://127.0.0.1:${hostPort}`)
          // As in compose's defaults, LOCAL and HOST are advertised under one and the same address.
          .replaceAll('localhost:9092', `localhost:${localPort}`)
          .replaceAll('127.0.0.1:9092', `127.0.0.1:${localPort}`)
          .replaceAll('127.0.0.1:9093', `127.0.0.1:${controllerPort}`)
          .replaceAll('localhost:9093', `localhost:${controllerPort}`),
      ),
    });
  });

  afterAll(() => broker.stop());

  it('starts with these listeners, and each door sends a client on to an address that it can reach', async () => {
    for (const [door, advertised] of [
      [internalPort, internalPort],
      [broker.port, broker.port],
      [hostPort, broker.port],
    ]) {
      const admin = new Kafka({ brokers: [`127.0.0.1:${door}`], logLevel: logLevel.NOTHING }).admin();
      await admin.connect();
      const { brokers } = await admin.describeCluster();
      await admin.disconnect();
      expect(brokers.map(({ port }) => port)).toEqual([advertised]);
    }
  });

  it('is found healthy by the health check of the compose file, and not when nobody answers', async () => {
    const check = (port: number): number | null =>
      spawnSync(`${ROOT}deploy/kafka/kafka-ready`, ['localhost', String(port)], { timeout: 10_000 }).status;
    expect(check(broker.port)).toBe(0);
    expect(check(await freePort())).not.toBe(0);
  });
});

/** What the Kafka image makes of its variables: KAFKA_LOG_DIRS becomes log.dirs, and so on. */
function asProperties(environment: Record<string, string>, adapt: (text: string) => string): Record<string, string> {
  const notForTheBroker = ['KAFKA_HEAP_OPTS', 'KAFKA_LOG_DIRS'];
  return Object.fromEntries(
    Object.entries(environment)
      .filter(([name]) => name.startsWith('KAFKA_') && !notForTheBroker.includes(name))
      .map(([name, value]) => [name.slice('KAFKA_'.length).toLowerCase().replaceAll('_', '.'), adapt(String(value))]),
  );
}
