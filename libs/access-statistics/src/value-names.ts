import { MOST_VALUE_UNITS } from './facets.js';
import { referringSite } from './referring-site.js';

/** Of each kind: what is asked for comes again and again, and who invents names must not fill the memory. */
const MOST_REMEMBERED = 2000;

/** Values that are put together of what a line says, remembered: a text that is the same object as before needs neither to be made nor to be hashed again. */
export class ValueNames {
  /** By route, then by method. */
  readonly #routes = new Map<string, Map<string, string>>();
  readonly #sites = new Map<string, string | undefined>();

  /**
   * The value of the facet `route`.
   *
   * @param template undefined: the path stands for it, which is not remembered
   */
  route(method: string, template: string | undefined, path: string): string {
    if (template === undefined) return capped(`${method} ${path}`, MOST_VALUE_UNITS);
    let byMethod = this.#routes.get(template);
    if (byMethod === undefined) {
      if (this.#routes.size >= MOST_REMEMBERED) this.#routes.clear();
      this.#routes.set(template, (byMethod = new Map<string, string>()));
    }
    let name = byMethod.get(method);
    if (name === undefined) byMethod.set(method, (name = capped(`${method} ${template}`, MOST_VALUE_UNITS)));
    return name;
  }

  /** As {@link referringSite}. */
  site(referrer: string | undefined): string | undefined {
    if (referrer === undefined) return undefined;
    const known = this.#sites.get(referrer);
    if (known !== undefined || this.#sites.has(referrer)) return known;
    if (this.#sites.size >= MOST_REMEMBERED) this.#sites.clear();
    const site = referringSite(referrer);
    this.#sites.set(referrer, site);
    return site;
  }
}

/** @param units UTF-16 units that are kept */
export function capped(value: string, units: number): string {
  return value.length <= units ? value : `${value.slice(0, units - 1).toWellFormed()}…`;
}
