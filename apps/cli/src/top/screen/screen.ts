import { openSync, writeSync } from 'node:fs';
import { emitKeypressEvents } from 'node:readline';
import { ReadStream } from 'node:tty';
import type { FrameSize } from './top-frame.js';
import { type Piece, styledLine } from './styled.js';
import type { Key } from './view-state.js';

/** Alternate screen, no cursor, no wrapping (xterm control sequences, DECSET 1049, 25, 7). */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';

interface ReadlineKey {
  readonly name?: string;
  readonly ctrl?: boolean;
  readonly shift?: boolean;
}

/** The terminal as a canvas. Whatever ends the process, the terminal is as it was before. */
export class Screen {
  readonly #keyboard: ReadStream;
  #lines: string[] = [];
  readonly #restore = (): void => this.#leave();
  #isOpen = true;

  private constructor(
    keyboard: ReadStream,
    private readonly hasColour: boolean,
  ) {
    this.#keyboard = keyboard;
  }

  /**
   * @param onKey gets every key
   * @param onResize is told that the size is another
   * @throws the error of the system when there is no keyboard
   */
  static open(hasColour: boolean, onKey: (key: Key) => void, onResize: () => void): Screen {
    // Standard input may be the log.
    const keyboard = process.stdin.isTTY ? process.stdin : new ReadStream(openSync('/dev/tty', 'r'));
    const screen = new Screen(keyboard, hasColour);
    emitKeypressEvents(keyboard);
    keyboard.setRawMode(true);
    keyboard.resume();
    keyboard.on('keypress', (text: string | undefined, { name, ctrl = false, shift = false }: ReadlineKey) =>
      onKey({ name, text, ctrl, shift }),
    );
    process.stdout.on('resize', () => {
      screen.#lines = [];
      process.stdout.write('\u001b[2J');
      onResize();
    });
    process.on('exit', screen.#restore);
    process.stdout.write(ENTER);
    return screen;
  }

  get size(): FrameSize {
    const { columns, rows } = process.stdout;
    return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 };
  }

  /** Writes those lines that are others than before. */
  paint(frame: readonly (readonly Piece[])[]): void {
    const { columns } = this.size;
    const lines = frame.map((pieces) => styledLine(pieces, columns, this.hasColour));
    let text = '';
    for (const [row, line] of lines.entries())
      if (line !== this.#lines[row]) text += `\u001b[${row + 1};1H${line}\u001b[K`;
    this.#lines = lines;
    if (text !== '') process.stdout.write(text);
  }

  close(): void {
    process.off('exit', this.#restore);
    this.#leave();
    this.#keyboard.removeAllListeners('keypress');
    if (this.#keyboard === process.stdin) process.stdin.pause();
    else this.#keyboard.destroy();
  }

  #leave(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#keyboard.setRawMode(false);
    writeSync(1, LEAVE);
  }
}
