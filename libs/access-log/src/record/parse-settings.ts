import { PRIVATE_RANGES, TrustedProxies } from '../address/trusted-proxies.js';
import { UserAgents } from '../agent/user-agents.js';
import { healthCheckRule, type IsHealthCheck } from '../request/health-check-rule.js';
import { projectRule, type ProjectOf } from '../request/project-rule.js';
import { type RouteLimits, RouteTemplates } from '../route/route-templates.js';
import { WallClock } from '../time/wall-clock.js';

/** What the values of a line become, for one source. */
export interface ParseSettings {
  readonly proxies: TrustedProxies;
  readonly projectOf: ProjectOf;
  readonly isHealthCheck: IsHealthCheck;
  /** Undefined when no route templates are wanted. */
  readonly routes: RouteTemplates | undefined;
  /** Undefined when user agents are not to be classified. */
  readonly userAgents: UserAgents | undefined;
  /** Reads times that name no zone. */
  readonly clock: WallClock;
  readonly maxLineLength: number;
  readonly maxAttributes: number;
}

/** What can be chosen. Everything has a default. */
export interface ParseOptions {
  /** Addresses or CIDR ranges of proxies whose `X-Forwarded-For` is believed, or what several sources share. Default: private ranges. */
  readonly trustedProxies?: readonly string[] | TrustedProxies;
  readonly projectOf?: ProjectOf;
  readonly isHealthCheck?: IsHealthCheck;
  /** Limits of the route templates; `false` for none. Sources of one cluster may share one {@link RouteTemplates}. */
  readonly routes?: RouteLimits | RouteTemplates | false;
  /** Shared classifier; `false` for none. */
  readonly userAgents?: UserAgents | false;
  /** IANA name of the zone in which the source writes times without one. Default UTC. */
  readonly timeZone?: string;
  /** Characters of a line; longer ones stay unparsed. Default 1,048,576. */
  readonly maxLineLength?: number;
  /** Attributes of one record. Default 32. */
  readonly maxAttributes?: number;
}

/** @throws RangeError for an unknown time zone or a range that is none */
export function parseSettings(options: ParseOptions = {}): ParseSettings {
  const { routes = {}, userAgents, trustedProxies = PRIVATE_RANGES } = options;
  return {
    proxies: trustedProxies instanceof TrustedProxies ? trustedProxies : new TrustedProxies(trustedProxies),
    projectOf: options.projectOf ?? projectRule(),
    isHealthCheck: options.isHealthCheck ?? healthCheckRule(),
    routes: routes === false ? undefined : routes instanceof RouteTemplates ? routes : new RouteTemplates(routes),
    userAgents: userAgents === false ? undefined : (userAgents ?? new UserAgents()),
    clock: new WallClock(options.timeZone),
    maxLineLength: options.maxLineLength ?? 1_048_576,
    maxAttributes: options.maxAttributes ?? 32,
  };
}
