import { stripVTControlCharacters } from 'node:util';
import { type Level, levelFromName, levelFromPinoNumber } from '@log-monitor/log-record';

/** winston keeps the level's plain name here; `info.level` may be colourised by then. */
const LEVEL = Symbol.for('level');
const MAX_KNOWN = 64;

export interface ReadLevel {
  readonly level: Level;
  /** The caller's word where nobody knows it; it goes to `attributes.originalLevel`. */
  readonly original: string | undefined;
}

const UNREADABLE: ReadLevel = { level: 'INFO', original: undefined };

/** Reads the level of a winston info. Names seen before cost one look-up. */
export class LevelReader {
  readonly #known = new Map<string, ReadLevel>();

  read(info: object): ReadLevel {
    const members = info as { [LEVEL]?: unknown; level?: unknown };
    const name = members[LEVEL] ?? members.level;
    if (typeof name === 'string') return this.#known.get(name) ?? this.#learn(name);
    if (typeof name !== 'number') return UNREADABLE;
    const level = levelFromPinoNumber(name);
    return level === undefined ? { level: 'INFO', original: String(name) } : { level, original: undefined };
  }

  #learn(name: string): ReadLevel {
    const plain = stripVTControlCharacters(name.slice(0, 100));
    const level = levelFromName(plain);
    const read: ReadLevel = level === undefined ? { level: 'INFO', original: plain } : { level, original: undefined };
    if (this.#known.size < MAX_KNOWN) this.#known.set(name, read);
    return read;
  }
}
