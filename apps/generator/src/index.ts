export { errorOfRequest } from './event/error-of-request.js';
export type { WebRequest } from './event/web-request.js';
export { accessFormat, errorFormat } from './format/format-catalogue.js';
export { LineClock } from './format/line-clock.js';
export { GeneratorError } from './failure/generator-error.js';
export { type KafkaSettings, kafkaSettings } from './output/kafka-settings.js';
export { KafkaSink } from './output/kafka-sink.js';
export { ClientPool } from './site/client-pool.js';
