/** The project of requests whose host is not known. */
export const UNKNOWN_PROJECT = 'unknown';

/** How a host names its project. */
export interface ProjectRule {
  /** The project is what stands before the first of these. Default `-`. */
  readonly separator?: string;
  /** The project of hosts without the separator. Default `platform`. */
  readonly otherwise?: string;
  /** Projects of whole hosts, in lower case. They go before the separator's rule. */
  readonly hosts?: Readonly<Record<string, string>>;
}

export type ProjectOf = (host: string | undefined) => string;

/** `shop-web.example.com` is of project `shop`, `www.example.com` of `platform`, a request without host of `unknown`. */
export function projectRule(rule: ProjectRule = {}): ProjectOf {
  const { separator = '-', otherwise = 'platform', hosts = {} } = rule;
  const projectByHost = new Map(Object.entries(hosts));
  return (host) => {
    if (host === undefined) return UNKNOWN_PROJECT;
    const named = projectByHost.get(host);
    if (named !== undefined) return named;
    const end = separator === '' ? -1 : host.indexOf(separator);
    return end > 0 ? host.slice(0, end) : otherwise;
  };
}
