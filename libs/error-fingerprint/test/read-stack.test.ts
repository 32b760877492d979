import { expect, it } from 'vitest';
import { readStack } from '../src/stack/read-stack.js';

/** The frames of the application of each error in a text, with what its first line says. */
const read = (stack: string) =>
  readStack(stack).map(({ type, message, frames }) => [
    type,
    message,
    ...frames.filter(({ isInApp }) => isInApp).map((frame) => `${frame.function}@${frame.file}`),
  ]);

it('reads Node with a cause', () => {
  const stack = `ShopError: not stored
    at async Orders.store [as run] (file:///srv/release-17/dist/orders.js:12:9)
    at new Cart (C:\\shop\\src\\cart\\index.ts:3:1)
    at /app/src/main.js:9:1
    at Array.map (<anonymous>)
    at async Promise.all (index 0)
    at eval (eval at run (/app/src/x.js:1:1), <anonymous>:1:1)
    at next (/app/node_modules/.pnpm/express@4.21.2/node_modules/express/lib/route.js:149:13)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5) {
  [cause]: TypeError [ERR_X]: bad
      at Object.<anonymous> (webpack:///./src/a.8f3a91c2.js?1a2b:1:1)
}`;
  expect(read(stack)).toEqual([
    ['ShopError', 'not stored', 'Orders.store@orders', 'new Cart@cart/index', '@main'],
    ['TypeError', 'bad', '@a'],
  ]);
});

it('reads Java with a cause and without what was suppressed', () => {
  const stack = `Exception in thread "main" com.acme.ShopException: not stored
\tat app//com.acme.Orders.lambda$store$0(Orders.java:12)
\tat com.acme.Orders$1.run(Orders.java:20)
\tat java.base/java.lang.Thread.run(Thread.java:840)
\tSuppressed: java.io.IOException: closed
\t\tat com.acme.Files.close(Files.java:1)
Caused by: java.sql.SQLException: gone
\tat com.acme.Db.query(Db.kt:7)
\t... 23 more`;
  expect(read(stack)).toEqual([
    ['com.acme.ShopException', 'not stored', 'com.acme.Orders.store@Orders', 'com.acme.Orders$.run@Orders'],
    ['java.sql.SQLException', 'gone', 'com.acme.Db.query@Db'],
  ]);
});

it('reads Python, whose newest frame and error are the last', () => {
  const stack = `Traceback (most recent call last):
  File "/app/shop/db.py", line 3, in query
    raise KeyError(key)
KeyError: 'x'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/main.py", line 9, in <module>
    run()
  File "/app/venv/lib/python3.11/site-packages/x.py", line 1, in y
  File "/app/shop/orders.py", line 12, in store
    raise ShopError("no") from error
          ^^^^^^^^^^^^^^^^
shop.ShopError: no`;
  expect(read(stack)).toEqual([
    ['shop.ShopError', 'no', 'store@orders', '@main'],
    ['KeyError', "'x'", 'query@db'],
  ]);
});

it('reads a group of Python', () => {
  const stack = `  + Exception Group Traceback (most recent call last):
  |   File "/app/a.py", line 3, in run
  |     raise ExceptionGroup("many", errors)
  | ExceptionGroup: many (2 sub-exceptions)`;
  expect(read(stack)).toEqual([['ExceptionGroup', 'many (2 sub-exceptions)', 'run@a']]);
});

it('reads .NET, Go, PHP and Ruby', () => {
  expect(read('Shop.ShopException: no\n   at Shop.Orders.<Store>d__5.MoveNext() in C:\\src\\Orders.cs:line 42\n   at System.Threading.Tasks.Task.Run()')).toEqual([
    ['Shop.ShopException', 'no', 'Shop.Orders.Store@Orders'],
  ]);
  expect(read('panic: no\n\ngoroutine 1 [running]:\nmain.(*Orders).store(0xc000)\n\t/app/orders.go:42 +0x1d\nnet/http.serve(0x1)\n\t/usr/local/go/src/net/http/server.go:1 +0x2')).toEqual([
    ['panic', 'no', 'main.(*Orders).store@orders'],
  ]);
  expect(read('RuntimeException: no\n#0 /app/src/Orders.php(42): Shop\\Orders->store(17)\n#1 /app/vendor/x/y.php(1): run()\n#2 {main}')).toEqual([
    ['RuntimeException', 'no', 'Shop\\Orders->store@Orders'],
  ]);
  expect(read("ShopError: no\n\tfrom /app/orders.rb:42:in `block in store'\n\tfrom /usr/lib/ruby/gems/rack/a.rb:1:in `call'")).toEqual([
    ['ShopError', 'no', 'store@orders'],
  ]);
}); // prettier-ignore

it('reads the beginning and the end of a long text', () => {
  const frames = '    at f (/app/node_modules/x.js:1:1)\n'.repeat(5000);
  expect(read(`Error: a\n    at first (/app/a.js:1:1)\n${frames}`)).toEqual([['Error', 'a', 'first@a']]);
});

it('finds nothing in a text that is no stack', () => {
  expect(read('')).toEqual([]);
  expect(read('just words')).toEqual([[undefined, 'just words']]);
});
