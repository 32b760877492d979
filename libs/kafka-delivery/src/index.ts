export {
  DEFAULT_SPOOL_BYTES,
  DELIVERY_NUMBERS,
  type DeliveryIdentity,
  type DeliveryNumbers,
  type DeliverySettings,
  type PlainRecords,
  type SaslOptions,
  type SpoolSettings,
  type TopicPlan,
} from './settings/delivery-settings.js';
export { registerEnding } from './ending/process-endings.js';
export { type DeliveryStats, KafkaDelivery } from './kafka-delivery.js';
export { SharedConnection } from './send/shared-connection.js';
