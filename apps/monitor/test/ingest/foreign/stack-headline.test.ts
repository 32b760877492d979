import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHeadline } from '../../../src/ingest/log/foreign/stack-headline.js';

const python = (...end: string[]): string =>
  [
    'Traceback (most recent call last):',
    '  File "/srv/app.py", line 3, in pay',
    '    charge()',
    '    ~~~~~~^^',
    ...end,
  ].join('\n');

const java = (...lines: string[]): string => lines.join('\n');
const AT = '\tat shop.Orders.place(Orders.java:12)';

describe('the headline of a stack', () => {
  it.each([
    ['Python', python('ValueError: bad'), 'ValueError', 'bad'],
    ['Python, no message', python('KeyboardInterrupt'), 'KeyboardInterrupt', undefined],
    ['Python, a module', python('psycopg2.errors.UniqueViolation: duplicate key\nDETAIL:  Key (id)=(1) already exists.'), 'psycopg2.errors.UniqueViolation', 'duplicate key\nDETAIL:  Key (id)=(1) already exists.'], // prettier-ignore
    ['Python, several lines', python('ValueError: first\nsecond\n\n  third'), 'ValueError', 'first\nsecond\n\n  third'],
    ['Python, a cause', `${python("KeyError: 'user'")}\n\nThe above exception was the direct cause of the following exception:\n\n${python('ValueError: bad')}`, 'ValueError', 'bad'], // prettier-ignore
    ['Python, another one meanwhile', `${python("KeyError: 'user'")}\n\nDuring handling of the above exception, another exception occurred:\n\n${python('TypeError: x\nError: y')}`, 'TypeError', 'x\nError: y'], // prettier-ignore
    ['Python, a message before it', `card declined\n${python('PayError: no')}`, 'PayError', 'no'],
    [
      'Python, the syntax',
      '  File "/srv/app.py", line 1\n    def\n       ^\nSyntaxError: invalid syntax',
      'SyntaxError',
      'invalid syntax',
    ],
    [
      'Python, recursion',
      python('  [Previous line repeated 996 more times]', 'RecursionError: too deep'),
      'RecursionError',
      'too deep',
    ],
    ['Python, an exception group', '  + Exception Group Traceback (most recent call last):\n  |   File "/srv/a.py", line 1, in <module>\n  |     raise eg\n  | ExceptionGroup: two jobs failed (2 sub-exceptions)\n  +-+---------------- 1 ----------------\n    | Traceback (most recent call last):\n    |   File "/srv/a.py", line 2, in f\n    | ValueError: first\n    +---------------- 2 ----------------\n    | TypeError: second\n    +------------------------------------', 'ExceptionGroup', 'two jobs failed (2 sub-exceptions)'], // prettier-ignore
    ['Java', java('java.lang.IllegalStateException: no stock', AT), 'java.lang.IllegalStateException', 'no stock'],
    ['Java, no message', java('java.lang.NullPointerException', AT), 'java.lang.NullPointerException', undefined],
    [
      'Java, logback without a message',
      java('java.lang.NullPointerException: null', AT),
      'java.lang.NullPointerException',
      undefined,
    ],
    ['Java, several lines', java('org.postgresql.util.PSQLException: ERROR: duplicate key', '  Detail: Key (id)=(1) already exists.', AT), 'org.postgresql.util.PSQLException', 'ERROR: duplicate key\n  Detail: Key (id)=(1) already exists.'], // prettier-ignore
    ['Java, a cause and a suppressed one', java('a.B: x', AT, '\tSuppressed: c.D: y', `\t${AT}`, 'Caused by: e.F: z', AT, '\t... 2 more'), 'a.B', 'x'], // prettier-ignore
    ['Java, a thread', java('Exception in thread "main" a.B$Inner: x', AT), 'a.B$Inner', 'x'],
    ['V8', 'TypeError: x is not a function\n    at f (/srv/a.js:1:2)', 'TypeError', 'x is not a function'],
    ['V8, no message', 'Error\n    at f (/srv/a.js:1:2)', 'Error', undefined],
    ['V8, several lines', 'PrismaClientKnownRequestError: \nInvalid `x` invocation\n\nUnique constraint failed\n    at f (/srv/a.js:1:2)', 'PrismaClientKnownRequestError', '\nInvalid `x` invocation\n\nUnique constraint failed'], // prettier-ignore
    [
      'V8, the line of code before it',
      '/srv/a.js:3\n  throw new TypeError("x")\n  ^\n\nTypeError: x\n    at f (/srv/a.js:3:9)',
      'TypeError',
      'x',
    ],
    ['V8, an async frame', 'AbortError: gone\n    at async g (node:internal/x:1:2)', 'AbortError', 'gone'],
    ['Go', 'panic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/main.go:5 +0x1d', 'panic', 'runtime error: index out of range [5] with length 3'], // prettier-ignore
    ['Go, fatal', 'fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:', 'fatal error', 'all goroutines are asleep - deadlock!'], // prettier-ignore
    ['.NET', 'System.InvalidOperationException: no stock\r\n ---> System.IO.IOException: disk full\r\n   at A.B()\r\n   --- End of inner exception stack trace ---\r\n   at C.D()', 'System.InvalidOperationException', 'no stock'], // prettier-ignore
    ['.NET, generic', 'Shop.Fault`1: x\n   at A.B()', 'Shop.Fault', 'x'],
    [
      'Ruby',
      "/srv/app.rb:1:in 'Object#pay': no card (Shop::PayError)\n\tfrom /srv/app.rb:5:in '<main>'",
      'Shop::PayError',
      'no card',
    ],
    [
      'Rust',
      "thread 'main' panicked at src/main.rs:2:5:\nno funds\nnote: run with `RUST_BACKTRACE=1`",
      'panic',
      'no funds',
    ],
    ['PHP', 'PHP Fatal error:  Uncaught App\\PayException: no card in /srv/pay.php:3\nStack trace:\n#0 /srv/a.php(1): pay()', 'App\\PayException', 'no card'], // prettier-ignore
  ])('%s', (_language, stack, type, message) => {
    expect(readHeadline(stack)).toEqual({ type, ...(message !== undefined && { message }) });
  });

  it('of V8 has the code of a Node error', () => {
    expect(readHeadline('TypeError [ERR_INVALID_ARG_TYPE]: x\n    at f (a.js:1:2)')).toEqual({ type: 'TypeError', code: 'ERR_INVALID_ARG_TYPE', message: 'x' }); // prettier-ignore
  });

  it('is found in any Python traceback, whatever the message', () => {
    const line = fc.stringMatching(/^[^\s|+>-][\w :().-]{0,30}$/);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 4 }), (lines, chained) => {
        const message = lines.join('\n').trim();
        const stack = Array.from({ length: chained }, () => python(`shop.PayError: ${message}`)).join('\n\nDuring handling of the above exception, another exception occurred:\n\n'); // prettier-ignore
        expect(readHeadline(stack)).toEqual({ type: 'shop.PayError', message });
      }),
    );
  });

  it('never throws, and takes no long time', () => {
    const piece = fc.constantFrom('\n', '\tat a.b(c:1)', 'Traceback (most recent call last):', 'Error: ', 'a.b.c.', '  File "x", line 1', '\u0000', '\ud800', ' | ', 'Uncaught ', '(', '^'); // prettier-ignore
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string()), { maxLength: 200 }),
        (parts) => void readHeadline(parts.join('')),
      ),
    );
    for (const hostile of [
      'a.'.repeat(100_000),
      'Error: '.repeat(40_000),
      '\n'.repeat(200_000),
      ' '.repeat(200_000),
      'Aa'.repeat(100_000),
    ]) {
      const began = performance.now();
      readHeadline(hostile);
      expect(performance.now() - began).toBeLessThan(1000);
    }
  });
});
