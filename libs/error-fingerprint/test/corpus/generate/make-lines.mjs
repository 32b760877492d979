/** Makes lines.jsonl: what programs log without a stack, each statement with several values. usage: node make-lines.mjs OUTPUT */
import { writeFileSync } from 'node:fs';

const NAMES = ['alice', 'bob.smith', 'carol-jones', 'dave_99', 'eve'];
const HEX = ['9f86d081', 'a3c1e5', '0x7ffee4b2', 'deadbeef01', '1e5fe2cf'];
const IPS = ['10.0.0.7', '192.168.17.254', '203.0.113.99', '172.16.0.1', '2001:db8::17'];
const IDS = [
  '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  '550e8400-e29b-41d4-a716-446655440000',
  '0190b2c4-5a1e-7c3d-9f00-000000000001',
  'f47ac10b-58cc-4372-a567-0e02b2c3d479',
  '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
];
const TIMES = ['12 ms', '1.5 s', '230ms', '3 minutes', '45 seconds'];
const SIZES = ['512 B', '12.5 KB', '3 MB', '1.2 GB', '900 bytes'];
const PATHS = ['/var/lib/app/data.db', '/srv/x/y-17.log', 'C:\\temp\\a.txt', './conf/main.yaml', '/tmp/upload_88.tmp'];
const URLS = [
  'https://api.shop.example/v1/orders/17',
  'https://api.shop.example/v1/orders/18?page=2',
  'https://api.shop.example/v1/users/ada',
  'https://api.shop.example/health',
  'https://api.shop.example/v2/items/x#top',
];
const WHEN = [
  '2026-03-01T10:00:00Z',
  '2026-03-02 11:12:13,456',
  '01/Mar/2026:10:00:00 +0100',
  'Mon Mar 2 04:05:06 2026',
  '1772500000',
];
const MAILS = ['ada@example.com', 'b.o+x@mail.example.org', 'c@d.io', 'eve_9@sub.example.net', 'x-y@example.co'];
const number = (at) => [3, 17, 2048, 1000000, 99][at];

const STATEMENTS = {
  'login-failed': (at) => `Login of user ${NAMES[at]} from ${IPS[at]} failed`,
  'login-locked': (at) => `User ${NAMES[at]} is locked after ${number(at)} attempts`.replace('User ', 'user='),
  'cache-miss': (at) => `cache miss for key "session:${IDS[at]}"`,
  'cache-full': (at) => `cache is full: ${number(at)} entries, ${SIZES[at]}`,
  'slow-query': (at) => `slow query took ${TIMES[at]}: rows=${number(at)} table=orders`,
  'request-timeout': (at) => `request ${IDS[at]} timed out after ${TIMES[at]}`,
  'upload-refused': (at) => `upload of ${PATHS[at]} refused: ${SIZES[at]} is more than allowed`,
  'mail-bounced': (at) => `mail to ${MAILS[at]} bounced`,
  'mail-deferred': (at) => `mail to ${MAILS[at]} deferred`,
  'peer-closed': (at) => `peer ${IPS[at]} closed the connection`,
  checksum: (at) => `checksum mismatch: expected ${HEX[at]}, got ${HEX[(at + 1) % 5]}`,
  'job-started-late': (at) => `job ${number(at)} started ${TIMES[at]} late at ${WHEN[at]}`,
  'job-failed': (at) => `job ${number(at)} failed`,
  'job-killed': (at) => `job ${number(at)} was killed`,
  'fetch-failed': (at) => `GET ${URLS[at]} failed`,
  'push-failed': (at) => `POST ${URLS[at]} failed`,
  'status-404': (at) => `upstream answered with status 404 for item ${number(at)}`,
  'status-500': (at) => `upstream answered with status 500 for item ${number(at)}`,
  'bad-gateway': (at) => `502 Bad Gateway from proxy after ${TIMES[at]}`,
  unavailable: (at) => `503 Service Unavailable from proxy after ${TIMES[at]}`,
  'refused-ledger': (at) => `connect ECONNREFUSED ledger.internal:${8000 + at}`,
  'refused-search': (at) => `connect ECONNREFUSED search.internal:${8000 + at}`,
  reset: (at) => `read ECONNRESET after ${number(at)} bytes`,
  'timed-out': (at) => `connect ETIMEDOUT ${at === 4 ? '10.2.3.4' : IPS[at]}:443`,
  'not-found-ledger': () => 'getaddrinfo ENOTFOUND ledger.internal',
  'not-found-search': () => 'getaddrinfo ENOTFOUND search.internal',
  'oracle-unique': (at) => `ORA-00001: unique constraint (SHOP.PK_${number(at)}) violated`,
  'oracle-table': () => 'ORA-00942: table or view does not exist',
  'duplicate-email': (at) =>
    `duplicate key value violates unique constraint "users_email_key" Detail: Key (email)=(${MAILS[at]}) already exists.`,
  'duplicate-order': (at) =>
    `duplicate key value violates unique constraint "orders_pkey" Detail: Key (id)=(${number(at)}) already exists.`,
  'mysql-duplicate': (at) => `Duplicate entry '${NAMES[at]}' for key 'users.email'`,
  'column-missing': () => 'column "total" does not exist',
  'column-missing-2': () => 'column "state" does not exist',
  'json-payload': (at) =>
    `cannot handle payload {"id":${number(at)},"name":"${NAMES[at]}"${at % 2 ? ',"extra":true' : ''}}`,
  'json-array': (at) => `unknown ids [${Array.from({ length: at + 1 }, (_, each) => each + 7).join(', ')}]`,
  'disk-low': (at) => `disk ${PATHS[at]} has ${SIZES[at]} left`,
  retry: (at) => `giving up after ${at + 1} ${at === 0 ? 'retry' : 'retries'}`.replace('retry', 'retries'),
  lag: (at) => `consumer lag is ${number(at)} records on partition ${at}`,
  offset: (at) => `offset ${number(at)} is out of range on partition ${at}`,
  rebalance: (at) => `rebalance took ${TIMES[at]}, generation ${number(at)}`,
  'token-expired': (at) => `token ${HEX[at]} expired at ${WHEN[at]}`,
  'token-unknown': (at) => `token ${HEX[at]} is unknown`,
  'thread-died': (at) => `Thread[pool-${at}-thread-${number(at)}] died`,
  'config-key': (at) => `config key server.port has bad value '${number(at)}x'`,
  'config-key-2': (at) => `config key server.host has bad value '${number(at)}x'`,
  'flag-off': (at) => `feature flag new-checkout is off for tenant=${NAMES[at]}`,
  'webhook-signature': (at) => `webhook signature is wrong, delivery ${IDS[at]}`,
  'webhook-body': (at) => `webhook body is empty, delivery ${IDS[at]}`,
  memory: (at) => `heap used ${SIZES[at]} of 4 GB`,
  certificate: (at) =>
    `certificate of host=${['a.example', 'b.example', 'c.example', 'd.example', 'e.example'][at]} expires in ${number(at)} days`,
  inserted: (at) => `inserted ${at + 1} ${at === 0 ? 'row' : 'rows'} into table "orders"`,
  deleted: (at) => `deleted ${at + 1} ${at === 0 ? 'row' : 'rows'} from table "orders"`,
  'chinese-login': (at) => `用户${number(at)}登录失败`,
  'chinese-logout': (at) => `用户${number(at)}退出失败`,
  german: (at) => `Bestellung ${number(at)} wurde nicht gefunden`,
  'german-2': (at) => `Bestellung ${number(at)} wurde storniert`,
  spawn: (at) => `child process exited with signal SIGKILL after ${TIMES[at]}`,
  'spawn-term': (at) => `child process exited with signal SIGTERM after ${TIMES[at]}`,
  graphql: (at) => `Cannot query field "price" on type "Order" at line ${number(at)}`,
  'graphql-2': (at) => `Cannot query field "price" on type "Order" with ${number(at)} arguments`,
  rate: (at) => `rate limit of ${number(at)} requests per minute exceeded by ${IPS[at]}`,
  lock: (at) => `could not obtain lock on row ${number(at)} of relation "orders"`,
  'lock-2': (at) => `could not obtain lock on row ${number(at)} of relation "users"`,
  worker: (at) => `worker worker-${number(at)} did not answer for ${TIMES[at]}`,
};
const lines = Object.entries(STATEMENTS).flatMap(([label, text]) =>
  [0, 1, 2, 3, 4].map((at) => ({ label: `line-${label}`, message: text(at) })),
);
writeFileSync(process.argv[2], lines.map((line) => JSON.stringify(line)).join('\n') + '\n');
console.log(lines.length);
