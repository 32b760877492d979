/**
 * What a failed send means:
 * - `connection`: the client does not know what became of it; start over with a new connection
 * - `broker`: the broker said "not now"; the connection is good
 * - `topic`: the topic is missing or closed to us; nothing to gain from another connection
 * - `timestamp`: the topic refuses the time of the records
 * - `refused`: the broker (or the client's encoder) does not want these very records
 */
export type SendFailure = 'connection' | 'broker' | 'topic' | 'timestamp' | 'refused';

const TOPIC_TYPES: ReadonlySet<string> = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'INVALID_TOPIC_EXCEPTION',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
]);
const CODING_ERRORS: ReadonlySet<string> = new Set(['RangeError', 'TypeError', 'ERR_OUT_OF_RANGE']);

interface KafkaError {
  name?: string;
  type?: string;
  retriable?: boolean;
  cause?: unknown;
  message?: string;
}

/** Reads an error of kafkajs, which wraps the one that matters in `cause`. Pure. */
export function classifySendError(error: unknown): SendFailure {
  const { type, name, retriable } = rootCause(error);
  if (type !== undefined) {
    if (TOPIC_TYPES.has(type)) return 'topic';
    if (type === 'INVALID_TIMESTAMP') return 'timestamp';
    return retriable === true ? 'broker' : 'refused';
  }
  if (name === 'KafkaJSMetadataNotLoaded' || name === 'KafkaJSTopicMetadataNotLoaded') return 'broker';
  // The client could not write down what it was to send.
  return name !== undefined && CODING_ERRORS.has(name) ? 'refused' : 'connection';
}

/** The message of the innermost error as one line. */
export function messageOf(error: unknown): string {
  const { message, name } = rootCause(error);
  return (message ?? name ?? 'unknown error').replace(/\s+/g, ' ').slice(0, 200);
}

/** The innermost error of a chain of causes, at most eight deep. */
function rootCause(error: unknown): KafkaError {
  let root: unknown = error;
  for (let depth = 0; depth < 8; depth++) {
    const cause = (root as KafkaError | undefined)?.cause;
    if (cause === undefined || cause === null || cause === root) break;
    root = cause;
  }
  return typeof root === 'object' && root !== null ? root : { message: String(root) };
}
