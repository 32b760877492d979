import { withoutBytes } from './escape.js';

/** What collectors and container runtimes make of a line. */
export const WRAPPERS = ['fluentd', 'cri', 'docker'] as const;

export type WrapperName = (typeof WRAPPERS)[number];

/** The container that a line comes from. */
export interface Container {
  readonly name: string;
  readonly namespace: string;
  readonly pod: string;
  readonly node: string;
}

/** The runtime cuts longer lines into parts. */
const RUNTIME_BYTES = 16_384;

/** `stdout` for access lines, `stderr` for those of error logs. */
type Stream = 'stdout' | 'stderr';

/**
 * Wraps a line. A line that is longer than the runtime takes becomes several.
 *
 * @param time milliseconds since 1970 UTC at which the runtime took it
 */
export function wrapLine(
  wrapper: WrapperName,
  line: string,
  time: number,
  stream: Stream,
  container: Container,
): string[] {
  const taken = new Date(time).toISOString();
  if (wrapper === 'docker') {
    return partsOf(line).map((part, index, parts) =>
      withoutBytes(JSON.stringify({ log: index + 1 < parts.length ? part : `${part}\n`, stream, time: taken })),
    );
  }
  return partsOf(line).map((part, index, parts) => {
    const logtag = index + 1 < parts.length ? 'P' : 'F';
    return wrapper === 'cri'
      ? `${taken} ${stream} ${logtag} ${part}`
      : fluentdLine(part, taken, stream, logtag, container);
  });
}

function fluentdLine(message: string, time: string, stream: Stream, logtag: string, container: Container): string {
  const { name, namespace, pod, node } = container;
  const entry = {
    time,
    stream,
    logtag,
    message,
    kubernetes: {
      pod_name: pod,
      namespace_name: namespace,
      pod_id: '4f1c0c0e-7d1e-4a4b-9a55-0c1b6f1a2b3c',
      labels: { app: name },
      host: node,
      container_name: name,
      docker_id: 'b1946ac92492d2347c6235b4d2611184',
      container_image: `example/${name}:3.9`,
    },
    kubernetes_namespace: { name: namespace, labels: { 'kubernetes.io/metadata.name': namespace } },
  };
  return withoutBytes(JSON.stringify(entry));
}

/** Cut at characters, so that each part is text of its own. */
function partsOf(line: string): string[] {
  // A character has at most three bytes for each unit of its string.
  if (line.length * 3 <= RUNTIME_BYTES) return [line];
  const bytes = Buffer.from(line);
  const parts: string[] = [];
  for (let from = 0; from < bytes.length;) {
    let to = Math.min(from + RUNTIME_BYTES, bytes.length);
    while (to < bytes.length && ((bytes[to] as number) & 0xc0) === 0x80) to -= 1;
    parts.push(bytes.toString('utf8', from, to));
    from = to;
  }
  return parts;
}

/** The container of a gateway of this name. */
export function gatewayContainer(name: string): Container {
  return { name, namespace: 'gateway', pod: `${name}-7d9c5b6f4-x2x9k`, node: 'node-1' };
}
