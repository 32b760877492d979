/** The three services, in the order in which they are started. */
export const SERVICE_NAMES = ['usermanagement', 'booking', 'notification'] as const;

export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Base address of each service, such as `http://127.0.0.1:40123`. */
export type ServiceUrls = Readonly<Record<ServiceName, string>>;

export function isServiceName(text: string): text is ServiceName {
  return (SERVICE_NAMES as readonly string[]).includes(text);
}
