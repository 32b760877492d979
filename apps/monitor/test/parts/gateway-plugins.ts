/** What the plugins of gateways take as their configuration, from their documentation, as JSON schemas. */

const brokers = {
  type: 'array',
  minItems: 1,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['host', 'port'],
    properties: {
      host: { type: 'string' },
      port: { type: 'integer', minimum: 1, maximum: 65_535 },
      sasl_config: { type: 'object' },
    },
  },
};
const text = { type: 'string' };
const natural = { type: 'integer', minimum: 0 };
const positive = { type: 'integer', minimum: 1 };
const flag = { type: 'boolean' };

/** https://apisix.apache.org/docs/apisix/plugins/kafka-logger/ and its batch processor */
export const KAFKA_LOGGER = {
  type: 'object',
  additionalProperties: false,
  required: ['brokers', 'kafka_topic'],
  properties: {
    brokers,
    kafka_topic: text,
    producer_type: { enum: ['async', 'sync'] },
    required_acks: { enum: [1, -1] },
    key: text,
    timeout: positive,
    name: text,
    meta_format: { enum: ['default', 'origin'] },
    log_format: { type: 'object' },
    include_req_body: flag,
    include_resp_body: flag,
    cluster_name: positive,
    producer_batch_num: positive,
    producer_batch_size: natural,
    producer_max_buffering: positive,
    producer_time_linger: positive,
    meta_refresh_interval: positive,
    batch_max_size: positive,
    inactive_timeout: positive,
    buffer_duration: positive,
    max_retry_count: natural,
    retry_delay: natural,
  },
};

/** https://developer.konghq.com/plugins/kafka-log/reference/ */
export const KAFKA_LOG = {
  type: 'object',
  additionalProperties: false,
  required: ['bootstrap_servers', 'topic'],
  properties: {
    bootstrap_servers: brokers,
    topic: text,
    timeout: natural,
    keepalive: natural,
    keepalive_enabled: flag,
    authentication: { type: 'object' },
    security: { type: 'object' },
    cluster_name: text,
    producer_request_acks: { enum: [-1, 0, 1] },
    producer_request_timeout: natural,
    producer_request_limits_messages_per_request: positive,
    producer_request_limits_bytes_per_request: positive,
    producer_request_retries_max_attempts: natural,
    producer_request_retries_backoff_timeout: natural,
    producer_async: flag,
    producer_async_flush_timeout: natural,
    producer_async_buffering_limits_messages_in_memory: positive,
    custom_fields_by_lua: { type: 'object' },
  },
};

/** https://docs.fluentd.org/input/tail and https://github.com/fluent/fluent-plugin-kafka, those of them that we use. */
export const FLUENTD = [
  ...['@type', 'path', 'pos_file', 'tag', 'parse/@type'].map((name) => `source/${name}`),
  ...['@type', 'brokers', 'default_topic', 'required_acks', 'format/@type', 'format/add_newline'].map(
    (name) => `match/${name}`,
  ),
  ...['@type', 'path', 'flush_interval', 'retry_forever'].map((name) => `match/buffer/${name}`),
];
