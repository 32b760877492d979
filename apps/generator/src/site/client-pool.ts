import { binomialWeights, zipfWeights } from '../random/distributions.js';
import { hashOf, type Random, seededRandom } from '../random/seeded-random.js';
import { WeightedChoice } from '../random/weighted-choice.js';
import { AGENTS } from './agents.js';

/** Which clients come how often. */
export type ClientDistribution = 'zipf' | 'binomial' | 'uniform';

export interface ClientSettings {
  readonly count: number;
  readonly distribution: ClientDistribution;
  /** Zipf's exponent, or the binomial distribution's probability of success. */
  readonly parameter: number;
  /** Share of the clients that have an IPv6 address. */
  readonly ipv6: number;
}

/** A client keeps its address, its program and its name. */
export interface Client {
  readonly address: string;
  readonly agent: string;
  readonly user: string;
}

const USERS = ['alice', 'bob', 'chloe', 'dmitri', 'elena', 'farid', 'grace', 'hiro', 'ines', 'jonas', 'kim', 'liam'];

/** First numbers of public IPv4 addresses that neither private nor special ranges begin with. */
const FIRST_NUMBERS = Array.from({ length: 200 }, (_, index) => index + 11).filter(
  (first) => ![100, 127, 169, 172, 192, 198, 203].includes(first),
);
/** Odd and no multiple of 193, so that multiplying by it permutes all addresses. */
const STRIDE = 1_640_531_527;
const ADDRESSES = FIRST_NUMBERS.length * 2 ** 24;

/** Everybody who asks. No two clients share an address. */
export class ClientPool {
  readonly #choice: WeightedChoice;
  readonly #clients: (Client | undefined)[];
  readonly #agents = new WeightedChoice(AGENTS.map(([, weight]) => weight));
  readonly #salt: number;
  readonly #ipv6: number;

  constructor({ count, distribution, parameter, ipv6 }: ClientSettings, seed: number) {
    this.#choice = new WeightedChoice(weightsOf(count, distribution, parameter));
    this.#clients = Array.from({ length: count });
    this.#salt = hashOf(`clients ${seed}`) >>> 0;
    this.#ipv6 = ipv6;
  }

  /** One of them, by the distribution. */
  draw(random: Random): Client {
    return this.at(this.#choice.draw(random));
  }

  /** @param index from 0 on; those from the pool's size on belong to nobody else, such as attackers */
  at(index: number): Client {
    return (this.#clients[index] ??= this.#make(index));
  }

  #make(index: number): Client {
    // Decided by the index alone, so that who asks first changes nobody.
    const random = seededRandom(this.#salt + index, 'client');
    const address = random() < this.#ipv6 ? ipv6Address(index, this.#salt) : ipv4Address(index, this.#salt);
    const [agent] = AGENTS[this.#agents.draw(random)] as (typeof AGENTS)[number];
    return { address, agent, user: USERS[index % USERS.length] as string };
  }
}

function weightsOf(count: number, distribution: ClientDistribution, parameter: number): ArrayLike<number> {
  if (distribution === 'zipf') return zipfWeights(count, parameter);
  return distribution === 'binomial' ? binomialWeights(count, parameter) : new Float64Array(count).fill(1);
}

function ipv4Address(index: number, salt: number): string {
  const place = (index * STRIDE + salt) % ADDRESSES;
  const low = place % 2 ** 24;
  return `${FIRST_NUMBERS[Math.floor(place / 2 ** 24)]}.${low >>> 16}.${(low >>> 8) & 255}.${low & 255}`;
}

/** An address of the range for documentation (RFC 3849). */
function ipv6Address(index: number, salt: number): string {
  return `2001:db8:${(salt & 0xffff).toString(16)}:${(index >>> 16).toString(16)}::${((index & 0xffff) + 1).toString(16)}`;
}
