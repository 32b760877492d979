/** What a health check is recognised by. */
export interface HealthCheckSigns {
  readonly path: string | undefined;
  readonly userAgent: string | undefined;
  readonly client: string | undefined;
}

export type IsHealthCheck = (request: HealthCheckSigns) => boolean;

/** Any of these makes a request a health check. */
export interface HealthCheckRule {
  /** Whole paths. */
  readonly paths?: readonly string[];
  /** Beginnings of the user agent. */
  readonly userAgents?: readonly string[];
  /** Whole client addresses. */
  readonly clients?: readonly string[];
}

const DEFAULT_PATHS = [
  '/health',
  '/healthz',
  '/livez',
  '/readyz',
  '/health/live',
  '/health/ready',
  '/nginx_status',
  '/server-status',
];
const DEFAULT_USER_AGENTS = [
  'kube-probe/',
  'ELB-HealthChecker/',
  'GoogleHC/',
  'Consul Health Check',
  'HAProxy HealthCheck',
];
const DEFAULT_CLIENTS: readonly string[] = [];

/** What the rule looks for where it is not told otherwise. */
export const DEFAULT_HEALTH_CHECKS: readonly string[] = [...DEFAULT_PATHS, ...DEFAULT_USER_AGENTS];

/**
 * Members that the rule leaves out have their defaults: usual paths and probes. No client is excluded by default, since a proxy on the same machine
 * asks from the loopback address too; Kong's own checks are excluded by `clients: ['127.0.0.1']`. An empty list switches a sign off.
 */
export function healthCheckRule(rule: HealthCheckRule = {}): IsHealthCheck {
  const paths = new Set(rule.paths ?? DEFAULT_PATHS);
  const clients = new Set(rule.clients ?? DEFAULT_CLIENTS);
  const userAgents = rule.userAgents ?? DEFAULT_USER_AGENTS;
  return ({ path, userAgent, client }) =>
    (path !== undefined && paths.has(path)) ||
    (client !== undefined && clients.has(client)) ||
    (userAgent !== undefined && userAgents.some((begin) => userAgent.startsWith(begin)));
}
