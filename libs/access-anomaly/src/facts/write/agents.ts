import { hash32 } from '../least-hashes.js';

/** Tools that look for weaknesses, by what stands in their user agents as they come. */
const TOOLS =
  /sqlmap|nikto|nuclei|masscan|zgrab|gobuster|dirbuster|dirb\b|feroxbuster|wpscan|wfuzz|ffuf|nmap|acunetix|nessus|openvas|netsparker|havij|jorgee|morfeus|w3af|whatweb|arachni|commix|hydra\b|muieblackcat|l9explore|libredtail/i;
const MOST_KNOWN = 4096;
const LONGEST = 512;

/** What is to be known of a user agent. */
interface Agent {
  /** 32 bits. */
  readonly hash: number;
  /** A tool that looks for weaknesses. */
  readonly isTool: boolean;
}

/** User agents, remembered: the same ones come again and again. */
export class Agents {
  readonly #known = new Map<string, Agent>();

  of(name: string): Agent {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const agent = { hash: hash32(name), isTool: TOOLS.test(name.length > LONGEST ? name.slice(0, LONGEST) : name) };
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(name, agent);
    return agent;
  }
}
