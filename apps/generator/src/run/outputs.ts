import type { Writable } from 'node:stream';
import { accessFormat, errorFormat } from '../format/format-catalogue.js';
import { LineClock } from '../format/line-clock.js';
import type { ZoneOffset } from '../format/local-zone.js';
import { gatewayContainer } from '../format/wrapper.js';
import { GeneratorError } from '../failure/generator-error.js';
import { FileSink } from '../output/file-sink.js';
import { KafkaSink } from '../output/kafka-sink.js';
import { Output, type OutputSettings } from '../output/output.js';
import type { Sink } from '../output/sink.js';
import { StreamSink } from '../output/stream-sink.js';
import { TcpClientSink } from '../output/tcp-client-sink.js';
import { TcpServerSink } from '../output/tcp-server-sink.js';
import { kafkaSettings } from '../output/kafka-settings.js';
import type { OutputChoice } from '../settings/settings-schema.js';

/** What the outputs need of the world around them. */
export interface World {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdout: Writable;
  /** Writes a line about the work, not of it. */
  readonly note: (line: string) => void;
}

/**
 * Makes the outputs, without opening them. Two that go to the same place share it.
 *
 * @throws GeneratorError
 */
export function makeOutputs(
  choices: readonly OutputChoice[],
  offsetAt: ZoneOffset,
  isVisor: boolean,
  world: World,
): Output[] {
  const sinks = new Map<string, Sink>();
  return choices.map((choice) => {
    const sink = sinks.get(choice.to) ?? makeSink(choice, world);
    sinks.set(choice.to, sink);
    return new Output({
      writer: writerOf(choice, isVisor),
      wrapper: choice.wrapper && { name: choice.wrapper, container: gatewayContainer(choice.container) },
      batch: choice.batch ?? 1,
      hosts: choice.hosts && new Set(choice.hosts),
      clock: new LineClock(offsetAt),
      sink,
    });
  });
}

function writerOf({ log, format, to }: OutputChoice, isVisor: boolean): OutputSettings['writer'] {
  if (log === 'access') {
    const name = format ?? (isVisor ? 'visor' : 'combined');
    const found = accessFormat(name);
    if (!found) throw new GeneratorError(`${name} is no format of an access log.`);
    if (found.isMessage === true && !to.startsWith('kafka:'))
      throw new GeneratorError(
        `${name} has several lines a request: it can only go to a topic, such as kafka:apisix-logs.`,
      );
    return { log, format: found };
  }
  const name = format ?? (isVisor ? 'visor-error' : 'nginx-error');
  const found = errorFormat(name);
  if (!found) throw new GeneratorError(`${name} is no format of an error log.`);
  return { log, format: found };
}

const ADDRESS = /^(tcp|listen):\/\/(.+):(\d{1,5})$/;
const TOPIC = /^[a-zA-Z0-9._-]{1,249}$/;

/** `-`, `tcp://host:port`, `listen://host:port`, `kafka:topic` or the path of a file. */
function makeSink({ to, rotateBytes = 0, keep }: OutputChoice, { environment, stdout, note }: World): Sink {
  if (to === '-') return new StreamSink(stdout);
  const [, kind, host = '', port = ''] = ADDRESS.exec(to) ?? [];
  if (kind !== undefined && Number(port) <= 65_535) {
    const name = host.replace(/^\[|\]$/g, '');
    return kind === 'tcp' ? new TcpClientSink(name, Number(port), note) : new TcpServerSink(name, Number(port), note);
  }
  if (/^(tcp|listen):/.test(to)) throw new GeneratorError(`${to} is no address such as tcp://127.0.0.1:5170.`);
  if (!to.startsWith('kafka:')) return new FileSink({ file: to, rotateBytes, keep });
  const topic = to.slice('kafka:'.length);
  if (!TOPIC.test(topic)) throw new GeneratorError(`${topic} is no name of a Kafka topic.`);
  return new KafkaSink(topic, kafkaSettings(environment));
}
