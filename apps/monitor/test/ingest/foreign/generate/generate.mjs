// Messages of Node libraries: one JSON object a line, `name`, `origin` and `value`.
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import { ecsFormat } from '@elastic/ecs-winston-format';
import ecsPino from '@elastic/ecs-pino-format';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { JsonLogsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { LoggingWinston } from '@google-cloud/logging-winston';
import { createGcpLoggingPinoConfig } from '@google-cloud/pino-logging-gcp-config';
import bunyan from 'bunyan';
import pino from 'pino';
import { Logger as TsLog } from 'tslog';
import winston from 'winston';

const { format } = winston;

function version(name) {
  const require = createRequire(import.meta.url);
  const paths = require.resolve.paths(name).map((folder) => `${folder}/${name}/package.json`);
  for (const path of paths) {
    try {
      return `${name} ${require(path).version}`;
    } catch {
      continue;
    }
  }
  return name;
}

let lines = [];
const sink = () =>
  new Writable({
    write(chunk, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });

function emit(name, ...libraries) {
  const value = lines.join('').trim();
  lines = [];
  console.log(JSON.stringify({ name, origin: libraries.map(version).join(', '), value }));
}

const failure = () => Object.assign(new TypeError('card is undefined'), { code: 'E_CARD' });

function winstonWith(...formats) {
  const transport = new winston.transports.Stream({ stream: sink() });
  return winston.createLogger({
    level: 'silly',
    format: format.combine(...formats),
    defaultMeta: { service: 'checkout' },
    transports: [transport],
  });
}

function winstonMessages() {
  winstonWith(format.timestamp(), format.errors({ stack: true }), format.json()).error(failure());
  emit('winston json, errors with stack', 'winston');
  winstonWith(format.timestamp(), format.json()).error('payment failed', {
    requestId: 'req-1',
    err: { message: 'no card', code: 'E_CARD', stack: failure().stack },
  });
  emit('winston json, err as a plain object', 'winston');
  winstonWith(format.timestamp(), format.logstash()).warn('stock low', { left: 2, requestId: 'req-2' });
  emit('winston logstash', 'winston');
  winstonWith(format.errors({ stack: true }), format.timestamp(), format.metadata(), format.json()).error(
    'payment failed',
    failure(),
  );
  emit('winston metadata with an Error', 'winston');
  winstonWith(format.colorize({ all: true }), format.timestamp(), format.json()).error('payment failed');
  emit('winston colorize all', 'winston');
  winstonWith(format.timestamp(), format.json()).log('silly', 'detail', { userId: 9007199254740993n.toString() });
  emit('winston silly', 'winston');
  const logger = winstonWith(ecsFormat({ convertReqRes: true }));
  logger.error('payment failed', { err: failure(), trace: { id: '4bf92f3577b34da6a3ce929d0e0e4736' } });
  emit('ecs-winston-format error', '@elastic/ecs-winston-format', 'winston');
  logger.info('paid', { 'event.duration': 12 });
  emit('ecs-winston-format info', '@elastic/ecs-winston-format', 'winston');
  const datadog = winstonWith(format.timestamp(), format.json());
  datadog.error('payment failed', {
    status: 'error',
    dd: {
      trace_id: '9876543210987654321',
      span_id: '1234567890123456789',
      service: 'checkout',
      version: '1.2.0',
      env: 'prod',
    },
    error: { kind: 'TypeError', message: 'card is undefined', stack: failure().stack },
    logger: { name: 'checkout.pay' },
  });
  emit('winston with the attributes of dd-trace', 'winston');
}

async function googleMessages() {
  const written = [];
  const stdout = process.stdout.write.bind(process.stdout);
  const logger = winston.createLogger({
    transports: [
      new LoggingWinston({
        projectId: 'p-1',
        redirectToStdout: true,
        useMessageField: false,
        serviceContext: { service: 'checkout', version: '1.2.0' },
      }),
    ],
  });
  process.stdout.write = (chunk) => written.push(chunk.toString()) > 0;
  logger.error('payment failed', {
    [LoggingWinston.LOGGING_TRACE_KEY]: 'projects/p-1/traces/4bf92f3577b34da6a3ce929d0e0e4736',
    stack: failure().stack,
    requestId: 'req-3',
  });
  await new Promise((resolve) => logger.end(resolve));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  process.stdout.write = stdout;
  lines = written
    .join('')
    .split('\n')
    .filter((line) => line.includes('payment failed'));
  emit('logging-winston redirected to stdout', '@google-cloud/logging-winston', 'winston');
}

function pinoMessages() {
  const log = pino({ base: { pid: 7, hostname: 'web-1', service: 'checkout' } }, sink());
  log.fatal({ err: failure(), reqId: 'req-4' }, 'giving up');
  emit('pino fatal with err', 'pino');
  pino(
    {
      name: 'checkout',
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
    },
    sink(),
  ).warn({ left: 2 }, 'stock low');
  emit('pino with level labels', 'pino');
  pino({ ...ecsPino({ serviceName: 'checkout' }) }, sink()).error({ err: failure() }, 'payment failed');
  emit('ecs-pino-format error', '@elastic/ecs-pino-format', 'pino');
  const google = createGcpLoggingPinoConfig({ serviceContext: { service: 'checkout', version: '1.2.0' } });
  pino(google, sink()).error({ err: failure(), trace_id: '4bf92f3577b34da6a3ce929d0e0e4736' }, 'payment failed');
  emit('pino for Google Cloud', '@google-cloud/pino-logging-gcp-config', 'pino');
  pino({ nestedKey: 'payload', base: { pid: 7, hostname: 'web-1', name: 'checkout' } }, sink()).error(
    failure(),
    'nested',
  );
  emit('pino nestedKey', 'pino');
}

function bunyanMessages() {
  const log = bunyan.createLogger({
    name: 'checkout',
    stream: sink(),
    serializers: bunyan.stdSerializers,
    level: 'trace',
  });
  log.error({ err: failure(), req_id: 'req-5' }, 'payment failed');
  emit('bunyan error', 'bunyan');
  log.trace('fine');
  emit('bunyan trace', 'bunyan');
}

function tslogMessages() {
  const log = new TsLog({ name: 'checkout', type: 'hidden' });
  log.attachTransport((entry) => lines.push(JSON.stringify(entry)));
  log.error('payment failed', { service: 'checkout', orderId: 5 });
  emit('tslog error', 'tslog');
}

function openTelemetryMessages() {
  const exporter = new InMemoryLogRecordExporter();
  const resource = resourceFromAttributes({
    'service.name': 'checkout',
    'service.version': '1.2.0',
    'host.name': 'web-1',
    'deployment.environment.name': 'prod',
    'process.pid': 7,
  });
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger('checkout.pay', '1.0.0');
  logger.emit({
    severityNumber: SeverityNumber.ERROR,
    severityText: 'ERROR',
    body: 'payment failed',
    attributes: {
      'exception.type': 'TypeError',
      'exception.message': 'card is undefined',
      'exception.stacktrace': failure().stack,
      orderId: 17,
      tags: ['a', 'b'],
    },
  });
  logger.emit({ severityNumber: SeverityNumber.WARN3, body: { reason: 'stock low', left: 2 } });
  const records = exporter.getFinishedLogRecords();
  lines = [Buffer.from(JsonLogsSerializer.serializeRequest(records)).toString()];
  emit('OTLP JSON with two records', '@opentelemetry/otlp-transformer', '@opentelemetry/sdk-logs');
}

winstonMessages();
await googleMessages();
pinoMessages();
bunyanMessages();
tslogMessages();
openTelemetryMessages();
