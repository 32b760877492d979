// apps/monitor/bench/request.bench.ts
import pg from "pg";
import { waitFor as waitFor2 } from "@log-monitor/tools";

// apps/monitor/bench/bench-pipeline.ts
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePort, waitFor } from "@log-monitor/tools";
import kafkajs from "kafkajs";
var place = (name) => fileURLToPath(new URL(name, import.meta.url));
var TIMEOUT_MS = 12e4;
var BenchPipeline = class {
  constructor(topic) {
    this.topic = topic;
    const { PATH, HOME, KAFKA_BOOTSTRAP_SERVERS } = process.env;
    this.variables = {
      ...{ PATH, HOME, KAFKA_BOOTSTRAP_SERVERS, NODE_ENV: "production" },
      ...{ LOG_TOPIC: topic, ERROR_LOG_TOPIC: `${topic}-errors`, KAFKA_GROUP_ID: topic }
    };
  }
  topic;
  variables;
  monitor;
  url = "";
  /** As the monitor makes them; here, so that the services do not meet a broker without topics. */
  async createTopics() {
    const brokers = [String(this.variables["KAFKA_BOOTSTRAP_SERVERS"])];
    const admin = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
    await admin.connect();
    const configEntries = [{ name: "message.timestamp.type", value: "LogAppendTime" }];
    const topics = [this.topic, `${this.topic}-errors`].map((topic) => ({ topic, numPartitions: 6, configEntries }));
    await admin.createTopics({ topics, waitForLeaders: true });
    await admin.disconnect();
  }
  async startMonitor(databaseUrl) {
    const port = await freePort();
    const child = spawn(process.execPath, [place("../../dist/main.js")], {
      env: { ...this.variables, DATABASE_URL: databaseUrl, LOG_MONITOR_SERVER_PORT: String(port) },
      stdio: ["ignore", "ignore", "inherit"]
    });
    this.monitor = child;
    this.url = `http://127.0.0.1:${port}`;
    const ready = async () => child.exitCode !== null || (await fetch(`${this.url}/health/ready`)).ok;
    await waitFor(ready, { timeoutMs: TIMEOUT_MS, what: "the monitor to be ready" });
    if (child.exitCode !== null) throw new Error(`the monitor ended with ${child.exitCode}`);
  }
  async stopMonitor() {
    if (!this.monitor || this.monitor.exitCode !== null) return;
    this.monitor.kill("SIGTERM");
    await once(this.monitor, "exit");
  }
  /**
   * Logs from a process of its own.
   *
   * @param rate records per second; 0: as fast as it goes
   * @returns how many it logged
   */
  async log(service, records, rate) {
    const plan = { service, records, rate };
    const child = spawn(process.execPath, [place("../../test/parts/logging-service.mjs"), JSON.stringify(plan)], {
      env: this.variables,
      stdio: ["pipe", "pipe", "inherit"]
    });
    let output = "";
    child.stdout.on("data", (data) => output += data.toString());
    const [code] = await once(child, "close");
    if (code !== 0) throw new Error(`${service} ended with ${code}`);
    return JSON.parse(output).logged;
  }
};

// apps/monitor/bench/open-loop.ts
import { Agent, get } from "node:http";
var LoadClient = class {
  constructor(base, connections) {
    this.base = base;
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }
  base;
  agent;
  /** `retryAfter`: seconds that a refusal asks to wait. */
  async ask(path) {
    return await new Promise((resolve, reject) => {
      const request = get(this.base + path, { agent: this.agent }, (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (part) => body += part);
        const retryAfter = Number(response.headers["retry-after"] ?? 0);
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body, retryAfter }));
      });
      request.on("error", reject);
    });
  }
  /**
   * Open loop: requests start on schedule whether or not earlier ones are done, and a request's time counts from when it was
   * due: a slow server cannot hide behind a waiting client.
   *
   * @param rate requests per second
   */
  async openLoop(path, seconds, rate) {
    const begun = performance.now();
    const taken = await Promise.all(
      Array.from({ length: Math.round(seconds * rate) }, async (_, n) => {
        const due = begun + n * 1e3 / rate;
        await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
        const { status } = await this.ask(path(n));
        return { ms: performance.now() - due, status };
      })
    );
    this.agent.destroy();
    return taken;
  }
  close() {
    this.agent.destroy();
  }
};
function percentile(values, share) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

// apps/monitor/bench/request.bench.ts
var RECORDS = Number(process.env["BENCH_RECORDS"] ?? 1e7);
var LOADS = 5;
var RATE = 5e3;
var SECONDS = 30;
var WARM_UP_SECONDS = 10;
var QUESTIONS_PER_SECOND = 50;
var CONNECTIONS = 8;
var GOAL_MS = 20;
var DATABASE = String(process.env["DATABASE_URL"]);
var LOAD = `
  INSERT INTO log_record (time, seq, kafka_offset, id, service_id, source_id, kafka_partition, level, message, logger, request_id, user_id, attributes)
  SELECT $3::timestamptz + ($4::timestamptz - $3::timestamptz) * ((n - $1) / $2::float8), n, n, gen_random_uuid(), 1 + n % 20, 1 + n % 40, n % 6,
         1 + n % 3, 'GET /api/rooms/' || n % 5000 || ' answered 200 in ' || n % 300 || ' ms', 'Logger' || n % 12,
         md5((n / 4)::text), 'u-' || n % 1000, CASE WHEN n % 3 = 0 THEN jsonb_build_object('orderId', n % 100000) END
    FROM generate_series($1::bigint, $1::bigint + $2::bigint - 1) n`;
var database = new pg.Client({ connectionString: DATABASE });
async function fillToday() {
  await database.query(`INSERT INTO service (name) SELECT 'loaded-' || n FROM generate_series(1, 20) n`);
  await database.query(`INSERT INTO host (name) SELECT 'host-' || n FROM generate_series(1, 10) n`);
  await database.query(
    `INSERT INTO source (service_id, host_id, instance) SELECT 1 + n % 20, 1 + n % 10, gen_random_uuid() FROM generate_series(0, 39) n`
  );
  const now = Date.now();
  const midnight = Math.floor(now / 864e5) * 864e5;
  const first = new Date(Math.max(midnight, now - 3 * 36e5));
  const each = RECORDS / LOADS;
  for (let load = 0; load < LOADS; load += 1) {
    await database.query(LOAD, [load * each, each, first, new Date(now)]);
    console.error(`load ${load + 1} of ${LOADS}`);
  }
  await database.query(
    `INSERT INTO log_count (minute, count, service_id, kafka_partition, level, is_errors_topic)
     SELECT date_trunc('minute', time), count(*), service_id, kafka_partition, level, false FROM log_record GROUP BY 1, 3, 4, 5
     ON CONFLICT DO NOTHING`
  );
}
async function autovacuumEnded() {
  const workers = `SELECT count(*)::int AS workers FROM pg_stat_activity WHERE backend_type = 'autovacuum worker' AND query LIKE '%log_record%'`;
  const due = `SELECT count(*)::int AS due FROM pg_stat_user_tables WHERE relname LIKE 'log\\_record\\_2%' AND n_ins_since_vacuum > 5000000`;
  await waitFor2(
    async () => {
      const [busy, open] = await Promise.all([
        database.query(workers),
        database.query(due)
      ]);
      return busy.rows[0]?.workers === 0 && open.rows[0]?.due === 0;
    },
    { timeoutMs: TIMEOUT_MS, what: "autovacuum to end", intervalMs: 1e3 }
  );
}
async function ask(client2, path) {
  const taken = await client2.openLoop(path, SECONDS, QUESTIONS_PER_SECOND);
  const failed = taken.filter(({ status }) => status !== 200).length;
  if (failed > 0) throw new Error(`${failed} answers were not 200`);
  return taken.map(({ ms }) => ms);
}
async function storedRequests() {
  const { rows } = await database.query(
    `SELECT md5((n * ${Math.floor(RECORDS / 4 / 1e3)})::text) AS id FROM generate_series(0, 999) n`
  );
  return rows.map(({ id }) => id);
}
var pipeline = new BenchPipeline(`bench-request-${process.pid}`);
await pipeline.createTopics();
await pipeline.startMonitor(DATABASE);
await database.connect();
await fillToday();
await autovacuumEnded();
var requests = await storedRequests();
var client = new LoadClient(pipeline.url, CONNECTIONS);
var search = (id) => `/api/v1/logs/search?limit=50&requestId=${id}`;
var logging = Promise.all(
  [1, 2].map((n) => pipeline.log(`steady-${n}`, RATE / 2 * (2 * SECONDS + WARM_UP_SECONDS + 20), RATE / 2))
);
await waitFor2(async () => (await fetch(`${pipeline.url}/api/v1/logs/errors?limit=1&service=steady-1`)).ok, {
  timeoutMs: TIMEOUT_MS,
  what: "the steady load to arrive"
});
await client.openLoop(
  (n) => search(requests[n * 11 % requests.length]),
  WARM_UP_SECONDS,
  QUESTIONS_PER_SECOND
);
var found = await ask(client, (n) => search(requests[n * 7 % requests.length]));
var absent = await ask(client, (n) => search(`nowhere-${n}`));
client.close();
await logging;
await database.end();
await pipeline.stopMonitor();
var round = (ms) => Number(ms.toFixed(1));
var row = (what, ms) => [
  what,
  round(percentile(ms, 0.5)),
  round(percentile(ms, 0.95)),
  `\u2264 ${GOAL_MS}`
];
console.log(
  JSON.stringify({
    title: "A request of today",
    method: `${RECORDS.toLocaleString("en-US")} records of today in ${LOADS} loads one after the other over the same three hours, random request ids of four records each, tidied up by nothing but PostgreSQL's autovacuum; while two services log ${RATE.toLocaleString("en-US")} records/s, all records of one request are asked for over HTTP, open loop at ${QUESTIONS_PER_SECOND} requests/s over ${CONNECTIONS} connections. Milliseconds. Client, services, Kafka, monitor and database share the machine.`,
    columns: ["request", "p50", "p95", "goal p95"],
    rows: [row("one that is stored", found), row("one that does not exist", absent)]
  })
);
