import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isHeartbeat } from '../../src/line/heartbeat.js';
import { LineSplitter } from '../../src/line/line-splitter.js';
import { SyslogSplitter, takeDatagram } from '../../src/line/syslog-splitter.js';
import { type TakeLine, takeLines, takeRest } from '../../src/line/take-lines.js';

/** Collects lines as Latin-1 text. */
function collecting(): { lines: string[]; take: TakeLine } {
  const lines: string[] = [];
  return { lines, take: (bytes, from, to) => void lines.push(bytes.toString('latin1', from, to)) };
}

/** Cuts bytes into pieces of the given lengths. */
function pieces(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const result: Buffer[] = [];
  let at = 0;
  for (const length of lengths) {
    result.push(bytes.subarray(at, at + length));
    at += length;
  }
  return [...result, bytes.subarray(at)];
}

const content = fc.array(fc.constantFrom('a', 'b', '\n', '\r', '\0', '\xff', ' '), { maxLength: 60 }).map((all) => all.join('')); // prettier-ignore
const cuts = fc.array(fc.nat(9), { maxLength: 10 });

/** What lines are, said in another way. */
const linesOf = (text: string): string[] =>
  text.split('\n').map((line) => line.replace(/^\0+/, '').replace(/\r$/, '')).filter((line) => line !== ''); // prettier-ignore

describe('lines', () => {
  it('are the same however the bytes are cut, and nothing between them is lost', () => {
    fc.assert(
      fc.property(content, cuts, (text, lengths) => {
        const { lines, take } = collecting();
        const splitter = new LineSplitter(take);
        for (const piece of pieces(Buffer.from(text, 'latin1'), lengths)) splitter.push(piece);
        splitter.end();
        expect(lines).toEqual(linesOf(text));
      }),
    );
  });

  it('of a file can be taken again from any place between two of them', () => {
    fc.assert(
      fc.property(content, cuts, (text, lengths) => {
        const { lines, take } = collecting();
        const bytes = Buffer.from(text, 'latin1');
        let offset = 0;
        let end = 0;
        for (const length of lengths) {
          end = Math.min(end + length, bytes.length);
          offset += takeLines(bytes.subarray(offset, end), take);
        }
        offset += takeLines(bytes.subarray(offset), take);
        takeRest(bytes.subarray(offset), take);
        expect(lines).toEqual(linesOf(text));
      }),
    );
  });

  it('keep the beginning of one that is too long', () => {
    const { lines, take } = collecting();
    const splitter = new LineSplitter(take);
    for (let index = 0; index < 20; index++) splitter.push(Buffer.alloc(100_000, 'x'));
    splitter.push(Buffer.from('\nnext\n'));
    expect([lines[0]?.length, lines[1]]).toEqual([256 * 1024 + 1, 'next']);
  });
});

describe('syslog over TCP', () => {
  it('is the same messages with lengths and with newlines, however the bytes are cut', () => {
    const message = fc.string({ minLength: 1, maxLength: 20 }).map((text) => `<190>${text.replace(/[^a-z ]/g, 'x')}x`);
    fc.assert(
      fc.property(fc.array(fc.tuple(message, fc.boolean()), { maxLength: 8 }), cuts, (messages, lengths) => {
        const { lines, take } = collecting();
        const splitter = new SyslogSplitter(take);
        const text = messages.map(([each, counted]) => (counted ? `${each.length} ${each}` : `${each}\n`)).join('');
        for (const piece of pieces(Buffer.from(text), lengths)) splitter.push(piece);
        splitter.end();
        expect(lines).toEqual(messages.map(([each]) => each));
      }),
    );
  });

  it('never holds more than a line may have', () => {
    const { lines, take } = collecting();
    const splitter = new SyslogSplitter(take);
    for (let index = 0; index < 10; index++) splitter.push(Buffer.alloc(100_000, 'x'));
    expect(lines.length).toBeGreaterThan(2);
  });

  it('takes a datagram without what ends it', () => {
    const { lines, take } = collecting();
    for (const text of ['<190>a b\n\0', '\n', '<190>c']) takeDatagram(Buffer.from(text), take);
    expect(lines).toEqual(['<190>a b', '<190>c']);
  });
});

describe('a heartbeat', () => {
  it.each([
    ['- - - [15/Jan/2017:18:10:10 -0700] "HEARTBEAT" - -', true],
    ['- - - [15/Jan/2017:18:10:10 -0700] "HEARBEAT" - -', true],
    ['[Sun Jan 15 18:06:29 2017] [INFO] [-] [-] HEARTBEAT', true],
    ['[-] [-] HEARTBEAT', true],
    ['10.0.0.1 - - [15/Jan/2017:18:10:10 -0700] "GET /HEARTBEAT HTTP/1.1" 200 1', false],
    ['[Sun Jan 15 18:06:29 2017] [ERROR] [pid 1] [client 1.1.1.1] HEARTBEAT lost', false],
    ['', false],
  ])('%s: %s', (line, is) => {
    expect(isHeartbeat(Buffer.from(line))).toBe(is);
  });
});
