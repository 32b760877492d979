/**
 * Whether a request comes from one of our own pages or from a program. A browser adds its stored password of ours by itself to what a
 * page of another origin asks for: such a request must not change anything.
 *
 * `Sec-Fetch-Site` is set by the browser alone and holds after a proxy that changes `Host`. Where it is absent (old browsers, plain
 * http to another machine) `Origin` must name the host that was asked. Programs send neither, and are not misled by a page.
 *
 * @param site `Sec-Fetch-Site`
 * @param host what the client asked for, as `Host` has it
 */
export function isOwnOrigin(site: unknown, origin: string | undefined, host: string | undefined): boolean {
  if (site === 'same-origin' || site === 'none') return true;
  if (site !== undefined) return false;
  if (origin === undefined) return true;
  if (host === undefined || !URL.canParse(origin)) return false;
  const { protocol, host: asking } = new URL(origin);
  // Read by the same rules, so that a port that goes without saying is no difference.
  const asked = `${protocol}//${host}`;
  return asking !== '' && URL.canParse(asked) && new URL(asked).host === asking;
}
