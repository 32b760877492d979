import bowser from 'bowser';
import { isbot } from 'isbot';
import { LRUCache } from 'lru-cache';

/** What a user agent says about itself. */
export interface UserAgent {
  /** The text that was looked at. It is the same object each time, so that maps find it without looking at its characters. */
  readonly text: string;
  /** `Chrome`, `Firefox`, `curl`; undefined when it names nothing. */
  readonly name: string | undefined;
  /** `Windows`, `macOS`, `Android`. */
  readonly osName: string | undefined;
  readonly isBot: boolean;
}

const CACHED_AGENTS = 8_192;

/** Browsers need 300 characters. The rest of a longer text is not looked at, since the rules take longer the longer it is. */
const MAX_LOOKED_AT = 512;

/** A product's name as most tools begin with it: `curl/8.11.1`, `kube-probe/1.30`. */
const PRODUCT = /^([A-Za-z][\w.-]{0,39})(?:\/|$| )/;

const NOTHING: UserAgent = { text: '', name: undefined, osName: undefined, isBot: false };

/** Classifies user agents by bowser and isbot, and remembers those seen last. */
export class UserAgents {
  readonly #known = new LRUCache<string, UserAgent>({ maxSize: CACHED_AGENTS, sizeCalculation: () => 1 });

  classify(userAgent: string | undefined): UserAgent {
    if (userAgent === undefined) return NOTHING;
    const looked = userAgent.length > MAX_LOOKED_AT ? userAgent.slice(0, MAX_LOOKED_AT) : userAgent;
    let agent = this.#known.get(looked);
    if (agent === undefined) {
      agent = workOut(looked);
      this.#known.set(looked, agent);
    }
    return agent;
  }
}

function workOut(userAgent: string): UserAgent {
  const parser = bowser.getParser(userAgent);
  const name = parser.getBrowserName() || PRODUCT.exec(userAgent)?.[1];
  return { text: userAgent, name, osName: parser.getOSName() || undefined, isBot: isbot(userAgent) };
}
