/** The wire protocols of a Kafka listener. */
type ListenerProtocol = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL';

/** One address on which a broker takes connections. */
export interface BrokerListener {
  /** Unique per broker, upper case, for example `CLIENT`. */
  name: string;
  protocol: ListenerProtocol;
  host: string;
  port: number;
  /** The address that clients are told to use, where it differs: a proxy in between, another interface. */
  advertised?: { host: string; port: number };
  /** Properties of this listener alone, without their prefix: `ssl.keystore.location`, `scram-sha-512.sasl.jaas.config`. */
  properties?: Record<string, string>;
}

/** One node of a cluster, broker and controller in one. */
export interface BrokerPlan {
  nodeId: number;
  logDir: string;
  controller: { host: string; port: number };
  /** All controllers of the cluster, this one included. */
  voters: readonly { nodeId: number; host: string; port: number }[];
  /** The first one also carries the traffic between brokers. */
  listeners: readonly [BrokerListener, ...BrokerListener[]];
  /** Anything else; wins over what is derived. */
  overrides?: Record<string, string>;
}

const CONTROLLER = 'CONTROLLER';

/**
 * The properties of a broker. Pure: nothing is started or checked.
 *
 * The set of voters is written down (a static quorum) instead of stored in the metadata log: then a port may change from
 * one start to the next, and several brokers need no ceremony to find each other.
 */
export function brokerProperties(plan: BrokerPlan): Record<string, string> {
  const replication = String(Math.min(3, plan.voters.length));
  return {
    'process.roles': 'broker,controller',
    'node.id': String(plan.nodeId),
    'controller.quorum.voters': plan.voters.map((v) => `${v.nodeId}@${v.host}:${v.port}`).join(','),
    'controller.listener.names': CONTROLLER,
    'inter.broker.listener.name': plan.listeners[0].name,
    'log.dirs': plan.logDir,
    'offsets.topic.replication.factor': replication,
    // The default of 50 costs a small broker open files and seconds of recovery after a crash.
    'offsets.topic.num.partitions': '8',
    // The default of 128 MB is a quarter of our heap, for a cleaner that has little to clean here.
    'log.cleaner.dedupe.buffer.size': String(16 * 1024 * 1024),
    'transaction.state.log.replication.factor': replication,
    'transaction.state.log.min.isr': String(Math.max(1, Number(replication) - 1)),
    'transaction.state.log.num.partitions': '8',
    'share.coordinator.state.topic.replication.factor': replication,
    'share.coordinator.state.topic.min.isr': '1',
    // The default waits 3 s for further members before the first one of a group gets its partitions.
    'group.initial.rebalance.delay.ms': '0',
    // After kill -9 the controller refuses the broker until its old session ends; the default makes that 9 s.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
    ...listenerProperties(plan),
    ...plan.overrides,
  };
}

function listenerProperties(plan: BrokerPlan): Record<string, string> {
  const { listeners, controller } = plan;
  const result: Record<string, string> = {
    listeners: [
      ...listeners.map((l) => `${l.name}://${bracketed(l.host)}:${l.port}`),
      `${CONTROLLER}://${bracketed(controller.host)}:${controller.port}`,
    ].join(','),
    'advertised.listeners': listeners
      .map(({ name, advertised, host, port }) => ({ name, ...(advertised ?? { host, port }) }))
      .map((l) => `${l.name}://${bracketed(l.host)}:${l.port}`)
      .join(','),
    'listener.security.protocol.map': [
      ...listeners.map((l) => `${l.name}:${l.protocol}`),
      `${CONTROLLER}:PLAINTEXT`,
    ].join(','),
  };
  for (const listener of listeners) {
    for (const [key, value] of Object.entries(listener.properties ?? {})) {
      result[`listener.name.${listener.name.toLowerCase()}.${key}`] = value;
    }
  }
  return result;
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Writes properties in the syntax of Java's `Properties.load`, in which a backslash (Windows paths) is an escape. */
export function formatProperties(properties: Record<string, string>): string {
  const escape = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  const escapeKey = (text: string): string => escape(text).replace(/[ :=#!]/g, '\\$&');
  return `${Object.entries(properties)
    .map(([key, value]) => `${escapeKey(key)}=${escape(value)}`)
    .join('\n')}\n`;
}
