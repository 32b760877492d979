/** Tools that look for weaknesses, by what stands in their user agents as they come. */
const TOOLS =
  /sqlmap|nikto|nuclei|masscan|zgrab|gobuster|dirbuster|dirb\b|feroxbuster|wpscan|wfuzz|ffuf|nmap|acunetix|nessus|openvas|netsparker|havij|jorgee|morfeus|w3af|whatweb|arachni|commix|hydra\b|muieblackcat|l9explore|libredtail/i;
const MOST_KNOWN = 4096;
const LONGEST = 512;

/** Knows the user agents of tools that look for weaknesses, and remembers those it has looked at. */
export class BadBots {
  readonly #known = new Map<string, boolean>();

  has(agent: string): boolean {
    const known = this.#known.get(agent);
    if (known !== undefined) return known;
    const isTool = TOOLS.test(agent.length > LONGEST ? agent.slice(0, LONGEST) : agent);
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(agent, isTool);
    return isTool;
  }
}
