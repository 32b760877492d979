import type { FailureName } from '../src/failures/catalogue.js';

/** What a failure leaves: level, logger (the class in which it happens), `error.type`, HTTP status, and the code that an
 * operator would search for, of the error or of its innermost cause. */
export type Trace = readonly [level: string, logger: string, errorType: string, status: number, code?: string];

export const TRACES: Readonly<Record<FailureName, Trace>> = {
  'user-database-refused': ['ERROR', 'UserService', 'DatabaseUnavailableError', 503, 'ECONNREFUSED'],
  'report-pool-exhausted': ['CRITICAL', 'ReportService', 'PoolExhaustedError', 503, 'POOL_EXHAUSTED'],
  'duplicate-email': ['ERROR', 'UserService', 'DatabaseError', 409, '23505'],
  'invalid-registration': ['WARNING', 'UserService', 'ValidationError', 400, 'VALIDATION_FAILED'],
  'profile-without-address': ['ERROR', 'ProfileService', 'TypeError', 500],
  'session-expired': ['WARNING', 'SessionService', 'TokenExpiredError', 401, 'TOKEN_EXPIRED'],
  'session-garbled': ['WARNING', 'SessionService', 'TokenMalformedError', 401, 'TOKEN_MALFORMED'],
  'avatar-tool-not-executable': ['ERROR', 'ProfileService', 'AvatarConversionError', 500, 'EACCES'],
  'export-disk-full': ['CRITICAL', 'ExportService', 'ExportFailedError', 500, 'ENOSPC'],
  'manager-cycle': ['ERROR', 'DirectoryService', 'RangeError', 500],
  'seat-race': ['ERROR', 'SeatService', 'SeatConflictError', 409, 'SEAT_CONFLICT'],
  'seat-swap-deadlock': ['ERROR', 'SeatService', 'DatabaseError', 500, '40P01'],
  'payment-declined': ['WARNING', 'PaymentService', 'PaymentDeclinedError', 402, 'PAYMENT_DECLINED'],
  'payment-gateway-502': ['ERROR', 'PaymentService', 'UpstreamError', 502, 'UPSTREAM_FAILED'],
  'payment-rate-limited': ['ERROR', 'PaymentService', 'RateLimitedError', 503, 'RATE_LIMITED'],
  'payment-timeout': ['ERROR', 'PaymentService', 'UpstreamTimeoutError', 504, 'UPSTREAM_TIMEOUT'],
  'currency-mismatch': ['ERROR', 'PaymentService', 'CurrencyMismatchError', 422, 'CURRENCY_MISMATCH'],
  'miles-beyond-number': ['ERROR', 'MilesService', 'TypeError', 500],
  'fare-feed-not-json': ['ERROR', 'FareService', 'SyntaxError', 500],
  'airline-name-not-found': ['ERROR', 'AirlineService', 'UpstreamError', 502, 'ENOTFOUND'],
  'airline-certificate-expired': ['ERROR', 'AirlineService', 'UpstreamError', 502, 'CERT_HAS_EXPIRED'],
  'departure-not-a-date': ['ERROR', 'BookingService', 'RangeError', 500],
  'ledger-checksum': ['CRITICAL', 'LedgerService', 'LedgerCorruptError', 500, 'LEDGER_CORRUPT'],
  'traveller-lookup-failed': ['ERROR', 'BookingService', 'UpstreamError', 502, 'UPSTREAM_FAILED'],
  'smtp-refused': ['ERROR', 'MailService', 'MailDeliveryError', 502, 'ESOCKET'],
  'all-mail-servers-down': ['CRITICAL', 'MailService', 'AggregateError', 500],
  'template-missing': ['ERROR', 'TemplateService', 'TemplateNotFoundError', 500, 'ENOENT'],
  'template-value-missing': ['ERROR', 'TemplateService', 'TemplateValueError', 500, 'TEMPLATE_VALUE_MISSING'],
  'push-queue-full': ['ERROR', 'PushService', 'QueueFullError', 503, 'QUEUE_FULL'],
  'webhook-connection-reset': ['ERROR', 'WebhookService', 'UpstreamError', 502, 'UND_ERR_SOCKET'],
  'tracking-rejection-unhandled': ['ERROR', 'process', 'TrackingError', 202, 'TRACKING_FAILED'],
  'digest-circular': ['ERROR', 'DigestService', 'TypeError', 500],
  'unsubscribe-link-cut': ['ERROR', 'SubscriptionService', 'URIError', 500],
  'body-not-json': ['WARNING', 'http', 'SyntaxError', 400],
  'body-too-large': ['WARNING', 'http', 'PayloadTooLargeError', 413],
};
