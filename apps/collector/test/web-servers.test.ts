import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { freePort, waitFor } from '@log-monitor/tools';
import { Collecting, type Line, withoutRepeats } from './support/collecting.js';

const NGINX = '/usr/sbin/nginx';
const APACHE = '/usr/sbin/apache2';
const APACHE_MODULES = '/usr/lib/apache2/modules';

let collecting: Collecting;
const servers: ChildProcess[] = [];
beforeEach(() => {
  collecting = new Collecting(inject('kafkaBootstrapServers'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.kill('SIGTERM');
    await waitFor(() => server.exitCode !== null || server.signalCode !== null, { timeoutMs: 10_000, what: 'its end' });
  }
  await collecting.stop();
});

/** Starts a web server in the foreground and waits until it answers. */
async function serve(command: string, args: string[], port: number): Promise<void> {
  const server = spawn(command, args, { stdio: 'ignore' });
  servers.push(server);
  await waitFor(() => fetch(`http://127.0.0.1:${port}/ready`).then(() => true), { timeoutMs: 20_000, what: command });
}

async function nginx(port: number, more: string): Promise<void> {
  const config = `
daemon off; pid ${collecting.path('nginx.pid')}; error_log ${collecting.path('error.log')} info;
events {}
http {
  client_body_temp_path ${collecting.path('body')}; proxy_temp_path ${collecting.path('proxy')};
  fastcgi_temp_path ${collecting.path('f')}; uwsgi_temp_path ${collecting.path('u')}; scgi_temp_path ${collecting.path('sc')};
  access_log ${collecting.path('access.log')} combined; ${more}
  server { listen 127.0.0.1:${port}; location / { return 200 ok; } location /missing { root ${collecting.folder}; } }
}`;
  writeFileSync(collecting.path('nginx.conf'), config);
  await serve(NGINX, ['-c', collecting.path('nginx.conf'), '-p', collecting.folder], port);
}

/** Waits for the line that asked for a path. */
function lineOf(target: string, topic: string): Promise<Line> {
  return waitFor(
    async () =>
      withoutRepeats(await collecting.lines()).find((line) => line.topic === topic && line.value.includes(target)),
    { timeoutMs: 20_000, what: target, intervalMs: 100 },
  );
}

describe.skipIf(!existsSync(NGINX))('nginx (skipped where it is missing)', () => {
  it('has its access and error logs collected, as the README says', async () => {
    const port = await freePort();
    await nginx(port, '');
    const collector = collecting.start([
      collecting.path('access.log'),
      collecting.path('error.log'),
      '--source',
      'shop',
    ]);
    await fetch(`http://127.0.0.1:${port}/orders/17?page=2`, { headers: { 'user-agent': 'test "1"' } });
    await fetch(`http://127.0.0.1:${port}/missing`);
    const access = await lineOf('/orders/17', collecting.topic);
    expect(access.value).toMatch(
      /^127\.0\.0\.1 - - \[.*\] "GET \/orders\/17\?page=2 HTTP\/1\.1" 200 2 "-" "test \\x221\\x22"$/,
    );
    expect(access.headers).toMatchObject({ source: 'shop', file: collecting.path('access.log') });
    const error = await lineOf('/missing', collecting.errorTopic);
    expect(error.value).toMatch(/\[error\] .* open\(\) .*missing.* failed/);
    await collector.terminate();
  });

  it('sends syslog, as the README says', async () => {
    const [port, syslog] = [await freePort(), await freePort()];
    const collector = collecting.start(['--syslog-udp', `127.0.0.1:${syslog}`]);
    await nginx(port, `access_log syslog:server=127.0.0.1:${syslog} combined;`);
    // Datagrams before the collector listens are nobody's.
    const found = await waitFor(
      async () => {
        await fetch(`http://127.0.0.1:${port}/over/syslog`);
        return withoutRepeats(await collecting.lines()).find(({ value }) => value.includes('/over/syslog'));
      },
      { timeoutMs: 20_000, what: 'a line over syslog', intervalMs: 300 },
    );
    expect(found.value).toMatch(/^<190>\w{3} .* nginx: 127\.0\.0\.1 - - \[/);
    await collector.terminate();
  });

  it('has a line in Kafka within a second, also after a pause', async () => {
    const port = await freePort();
    await nginx(port, '');
    const collector = collecting.start([collecting.path('access.log')]);
    await lineOf('/ready', collecting.topic);
    const times = [];
    for (let index = 0; index < 3; index++) {
      await fetch(`http://127.0.0.1:${port}/timed/${index}`);
      const asked = Date.now();
      await lineOf(`/timed/${index}`, collecting.topic);
      times.push(Date.now() - asked);
    }
    // Reading the whole topic back takes longer than the way there; the quickest of three is near the truth.
    expect(Math.min(...times)).toBeLessThan(1_500);
    await collector.terminate();
  });
});

describe.skipIf(!existsSync(APACHE))('Apache httpd (skipped where it is missing)', () => {
  it('has its access log collected, as the README says', async () => {
    const port = await freePort();
    mkdirSync(collecting.path('htdocs'));
    const modules = ['mpm_event', 'authz_core']
      .filter((name) => existsSync(`${APACHE_MODULES}/mod_${name}.so`))
      .map((name) => `LoadModule ${name}_module ${APACHE_MODULES}/mod_${name}.so`);
    const config = `
ServerRoot ${collecting.folder}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${collecting.path('apache.pid')}
DefaultRuntimeDir ${collecting.folder}
ErrorLog ${collecting.path('error.log')}
DocumentRoot ${collecting.path('htdocs')}
${modules.join('\n')}
LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined
CustomLog ${collecting.path('access.log')} combined
`;
    writeFileSync(collecting.path('apache.conf'), config);
    execFileSync(APACHE, ['-t', '-f', collecting.path('apache.conf')], { stdio: 'pipe' });
    await serve(APACHE, ['-DFOREGROUND', '-f', collecting.path('apache.conf')], port);
    const collector = collecting.start([collecting.path('access.log')]);
    await fetch(`http://127.0.0.1:${port}/orders/18`, { headers: { 'user-agent': 'test' } });
    const { value } = await lineOf('/orders/18', collecting.topic);
    expect(value).toMatch(/^127\.0\.0\.1 - - \[.*\] "GET \/orders\/18 HTTP\/1\.1" 404 \d+ "-" "test"$/);
    await collector.terminate();
  });
});
