const LENGTH = 256 * 1024;

const PIECES = ['"\'', '({[', ')]}', 'a={', 'a="', '<1 ', 'a:b=', '.', '1', 'a', '/', '\\', '@', 'http://a@', "it's ", '«„', '[{"', '? ', 'jun ', 'user a ', '-1,', '....', '用1', '    at a (eval at b (', '\n    at ', '\n    at a (/a/node_modules/', '\n    at a.b(', '\n    at a(A.java:1)', '\nCaused by: ', '\n[cause]: ', '\n  File "', '\n  File "/a.py", line 1, in a', '\nTraceback (most recent call last):', '\n#1 (1): ', '\n#1 a(1): ', ':1:in `', ') in :line 1', '\n\ta.go:1', ':1', ' (', '\n', '\r\n', '$$', '<anonymous>.', 'Object.', '\ud800']; // prettier-ignore

/** Texts of 256 KiB that a careless parser reads again and again. */
export const NASTY_TEXTS: readonly string[] = PIECES.flatMap((piece) => [
  piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH),
  `at ${piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH - 10)})`,
]);
