import { different, type Pair, same, v8, v8Error } from './pair.js';

const CITY = "Cannot read properties of undefined (reading 'city')";
const plain =
  'cityOf (/app/src/profile.js:12:20) | ProfileService.show (/app/src/profile.js:31:10) | async handle (/app/src/routes.js:8:3)';
const city = (frames: string, message = CITY) => v8('TypeError', message, frames);
const gone = (frames: string, message = 'nothing was found') => v8('NotFoundError', message, frames);
const query = (code: string, message: string, frames = 'query (/app/src/db.js:5:1) | save (/app/src/orders.js:9:9)') =>
  v8('DatabaseError', message, frames, { code });
const wrapped = (cause: ReturnType<typeof v8Error>) =>
  v8('OrderError', 'could not store order 17', 'store (/app/src/orders.js:3:3)', { cause });
const all = (...errors: ReturnType<typeof v8Error>[]) =>
  v8('AggregateError', 'All promises were rejected', 'sendAll (/app/src/mail.js:3:3)', { errors });
const refused = (address: string) =>
  v8Error(
    'Error',
    `connect ECONNREFUSED ${address}`,
    'TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)',
    { code: 'ECONNREFUSED' },
  );

export const NODE_PAIRS: Pair[] = [
  same('lines moved', city(plain), city('cityOf (/app/src/profile.js:44:9) | ProfileService.show (/app/src/profile.js:91:2) | async handle (/app/src/routes.js:18:3)')),
  same('another folder of the installation', city(plain), city(plain.replaceAll('/app/', '/srv/release-17/'))),
  same('releases by date', city(plain), city(plain.replaceAll('/app/', '/var/www/shop/releases/20260311094200/'))),
  same('a home folder', city(plain), city(plain.replaceAll('/app/', '/home/deploy/shop/'))),
  same('AWS Lambda', city(plain), city(plain.replaceAll('/app/', '/var/task/'))),
  same('Docker', city(plain), city(plain.replaceAll('/app/', '/usr/src/app/'))),
  same('Windows', city(plain), city(plain.replaceAll('/app/src/', 'C:\\inetpub\\shop\\src\\'))),
  same('file://', city(plain), city(plain.replaceAll('/app/', 'file:///app/'))),
  same('TypeScript', city(plain), city(plain.replaceAll('.js:', '.ts:').replaceAll('/src/', '/dist/'))),
  same('webpack with source maps', city(plain), city(plain.replaceAll('/app/src/', 'webpack:///./src/'))),
  same('webpack with a name', city(plain), city(plain.replaceAll('/app/src/', 'webpack://shop/./src/'))),
  same('webpack by eval', city(plain), city(plain.replaceAll('/app/src/', 'webpack-internal:///./src/'))),
  same('webpack of Next.js', city(plain), city(plain.replaceAll('/app/src/', 'webpack-internal:///(rsc)/./src/'))),
  same('hash of a bundle', city('cityOf (/app/dist/main.4f9a1c22.js:1:2000) | show (/app/dist/main.4f9a1c22.js:1:3000)'), city('cityOf (/app/dist/main.99be01d7.js:1:2100) | show (/app/dist/main.99be01d7.js:1:3100)')),
  same('hash of Vite', city('cityOf (/app/assets/index-BfX3k9aQ.js:1:20) | show (/app/assets/index-BfX3k9aQ.js:9:30)'), city('cityOf (/srv/shop/assets/index-C0d1Zz9w.js:1:21) | show (/srv/shop/assets/index-C0d1Zz9w.js:9:31)')),
  same('hash of letters', city('cityOf (/app/dist/main.deadbeef.js:1:2000)'), city('cityOf (/app/dist/main.99be01d7.js:1:2100)')),
  same('query of a source', city('cityOf (/app/src/profile.js?v=17:12:20)'), city('cityOf (/app/src/profile.js?v=18:12:20)')),
  same('internal frames of another version', city(`${plain} | process.processTicksAndRejections (node:internal/process/task_queues:95:5)`), city(`${plain} | process.processTicksAndRejections (node:internal/process/task_queues:105:5) | async node:internal/x:1:1`)),
  same('internal frames before node:', city(`${plain} | processTicksAndRejections (internal/process/task_queues.js:95:5)`), city(`${plain} | processTicksAndRejections (node:internal/process/task_queues:96:5)`)),
  same('core files before node:', city(`${plain} | Socket.emit (events.js:315:20)`), city(`${plain} | Socket.emit (node:events:517:28)`)),
  same('module loader', city(`Object.<anonymous> (/app/src/start.js:3:1) | Module._compile (internal/modules/cjs/loader.js:1063:30)`), city(`Object.<anonymous> (/app/src/start.js:3:1) | Module._compile (node:internal/modules/cjs/loader:1364:14) | node:internal/main/run_main_module:28:49`)),
  same('message of V8 before version 9', city(plain, "Cannot read property 'city' of undefined"), city(plain)),
  same('setting, before version 9', city(plain, "Cannot set property 'city' of null"), city(plain, "Cannot set properties of null (setting 'city')")),
  same('JSON.parse in Node 18 and 20', v8('SyntaxError', 'Unexpected token < in JSON at position 0', 'JSON.parse (<anonymous>) | readFeed (/app/src/feed.js:3:3)'), v8('SyntaxError', 'Unexpected token \'<\', "<html>"... is not valid JSON', 'JSON.parse (<anonymous>) | readFeed (/app/src/feed.js:3:3)')),
  same('async or not', city(plain), city(plain.replace('ProfileService', 'async ProfileService'))),
  same('receiver of a function', city(plain), city(plain.replace('cityOf', 'Object.cityOf'))),
  same('private method', city('#city (/app/src/a.js:1:1) | A.show (/app/src/a.js:2:2)'), city('A.#city (/app/src/a.js:1:1) | A.show (/app/src/a.js:2:2)')),
  same('alias', city('Query.cityOf [as callback] (/app/src/profile.js:1:1)'), city('Query.cityOf (/app/src/profile.js:1:1)')),
  same('library of another version', city(`Layer.handle (/app/node_modules/express/lib/router/layer.js:95:5) | ${plain}`), city(`${plain} | next (/app/node_modules/router/index.js:277:13)`)),
  same('pnpm', city(`${plain} | next (/app/node_modules/express/lib/router/route.js:149:13)`), city(`${plain} | next (/app/node_modules/.pnpm/express@4.21.2/node_modules/express/lib/router/route.js:149:13)`)),
  same('Yarn without node_modules', city(`${plain} | next (/app/node_modules/express/lib/router/route.js:149:13)`), city(`${plain} | next (/app/.yarn/cache/express-npm-4.21.2-9d.zip/node_modules/express/lib/router/route.js:149:13)`)),
  same('helpers of TypeScript', city(plain), city(`${plain.replace(' | async', ' | Generator.next (<anonymous>) | fulfilled (/app/src/profile.js:5:58) | async')}`)),
  same('depth of the stack', city(plain), city(`${plain} | a (/app/node_modules/x/a.js:1:1) | b (/app/node_modules/x/a.js:2:1) | c (/app/node_modules/x/a.js:3:1)`)),
  same('minified again', v8('TypeError', CITY, 't.e (/app/dist/main.js:1:40211) | n (/app/dist/main.js:1:50213)'), v8('TypeError', CITY, 'r.a (/app/dist/main.js:1:41300) | o (/app/dist/main.js:1:51211)')),
  same('ids in the message', gone('find (/app/src/orders.js:1:1)', 'order 17 was not found'), gone('find (/app/src/orders.js:1:1)', 'order 4711 was not found')),
  same('names in the message', gone('find (/app/src/orders.js:1:1)', 'no rate from EUR to Pound for acme-corp'), gone('find (/app/src/orders.js:1:1)', 'no rate from JPY to Yen for globex_eu')),
  same('UUID in the message', gone('find (/app/src/orders.js:1:1)', 'order 7c9e6679-7425-40de-944b-e07fc1f90ae7 was not found'), gone('find (/app/src/orders.js:1:1)', 'order 550e8400-e29b-41d4-a716-446655440000 was not found')),
  same('SQL values', query('23505', 'Key (email)=(ada@example.com) already exists.'), query('23505', 'Key (email)=(bob@example.com) already exists.')),
  same('another language, same code', query('23503', 'violates foreign key constraint "orders_user_fkey"'), query('23503', 'verletzt Fremdschlüssel-Constraint »orders_user_fkey«')),
  same('French, same code', query('40P01', 'deadlock detected'), query('40P01', 'interblocage (deadlock) détecté')),
  same('file in the message', v8('Error', "ENOENT: no such file or directory, open '/tmp/a-1.txt'", 'Object.readFileSync (node:fs:441:20) | load (/app/src/files.js:1:1)', { code: 'ENOENT' }), v8('Error', "ENOENT: no such file or directory, open '/tmp/b-2.txt'", 'Object.openSync (node:fs:601:3) | Object.readFileSync (node:fs:469:35) | load (/app/src/files.js:1:1)', { code: 'ENOENT' })),
  same('address of a cause', wrapped(refused('10.0.0.7:5432')), wrapped(refused('10.0.0.8:5432'))),
  same('number of members', all(refused('::1:25'), refused('127.0.0.1:25')), all(refused('127.0.0.1:25'))),
  same('order of members', all(refused('127.0.0.1:25'), v8Error('TypeError', 'bad', 'a (/app/a.js:1:1)')), all(v8Error('TypeError', 'bad', 'a (/app/a.js:1:1)'), refused('127.0.0.1:25'))),
  same('place where the stack overflows', v8('RangeError', 'Maximum call stack size exceeded', Array(9).fill('a (/app/src/t.js:1:1) | b (/app/src/t.js:2:1)').join(' | ')), v8('RangeError', 'Maximum call stack size exceeded', `b (/app/src/t.js:2:1) | ${Array(9).fill('a (/app/src/t.js:1:1) | b (/app/src/t.js:2:1)').join(' | ')}`)),
  same('log call with the text of the error', { message: 'boom: connect ECONNREFUSED 10.0.0.1:80', error: { type: 'Error', message: 'connect ECONNREFUSED 10.0.0.1:80' } }, { message: 'boom: connect ECONNREFUSED 10.0.0.2:80', error: { type: 'Error', message: 'connect ECONNREFUSED 10.0.0.2:80' } }),

  different('callers of one helper', gone('assertFound (/app/src/guard.js:3:9) | loadOrder (/app/src/orders.js:9:1)'), gone('assertFound (/app/src/guard.js:3:9) | loadUser (/app/src/users.js:9:1)')),
  different('callers of two helpers', gone('fail (/app/src/guard.js:3:9) | assertFound (/app/src/guard.js:3:9) | loadOrder (/app/src/orders.js:9:1)'), gone('fail (/app/src/guard.js:3:9) | assertFound (/app/src/guard.js:3:9) | loadUser (/app/src/users.js:9:1)')),
  different('callers through an async helper', gone('async request (/app/src/client.js:3:9) | async pay (/app/src/payments.js:9:1)'), gone('async request (/app/src/client.js:3:9) | async refund (/app/src/payments.js:19:1)')),
  different('files with one function name', gone('handler (/app/src/orders.js:1:1)'), gone('handler (/app/src/users.js:1:1)')),
  different('index.js in two folders', gone('handler (/app/src/orders/index.js:1:1)'), gone('handler (/app/src/users/index.js:1:1)')),
  different('routes of Next.js', gone('GET (webpack-internal:///(rsc)/./app/api/orders/route.ts:1:1)'), gone('GET (webpack-internal:///(rsc)/./app/api/users/route.ts:1:1)')),
  different('methods of one class', gone('Orders.find (/app/src/orders.js:1:1)'), gone('Orders.cancel (/app/src/orders.js:1:1)')),
  different('types', v8('TypeError', 'x', 'a (/app/src/a.js:1:1)'), v8('RangeError', 'x', 'a (/app/src/a.js:1:1)')),
  different('properties', city(plain), city(plain, "Cannot read properties of undefined (reading 'street')")),
  different('undefined and null', city(plain), city(plain, "Cannot read properties of null (reading 'city')")),
  different('sentences without a code', gone('a (/app/src/a.js:1:1)', 'the basket is empty'), gone('a (/app/src/a.js:1:1)', 'the card was declined')),
  different('codes in one place', query('23505', 'x'), query('23503', 'x')),
  different('constraints', query('23505', 'duplicate key value violates unique constraint "users_email_key"'), query('23505', 'duplicate key value violates unique constraint "users_pkey"')),
  different('statuses', v8('AxiosError', 'Request failed with status code 404', 'get (/app/src/c.js:1:1)', { code: 'ERR_BAD_REQUEST' }), v8('AxiosError', 'Request failed with status code 401', 'get (/app/src/c.js:1:1)', { code: 'ERR_BAD_REQUEST' })),
  different('statuses without a code', v8('UpstreamError', 'the gateway answered 502', 'get (/app/src/c.js:1:1)'), v8('UpstreamError', 'the gateway answered 504', 'get (/app/src/c.js:1:1)')),
  different('hosts', v8('Error', 'getaddrinfo ENOTFOUND ledger.internal', 'GetAddrInfoReqWrap.onlookup [as oncomplete] (node:dns:107:26)', { code: 'ENOTFOUND' }), v8('Error', 'getaddrinfo ENOTFOUND search.internal', 'GetAddrInfoReqWrap.onlookup [as oncomplete] (node:dns:107:26)', { code: 'ENOTFOUND' })),
  different('hosts of URLs', v8('FetchError', 'request to https://api.stripe.com/v1/charges failed', 'send (/app/src/c.js:1:1)'), v8('FetchError', 'request to https://api.mailgun.net/v3/messages failed', 'send (/app/src/c.js:1:1)')),
  different('causes', wrapped(refused('10.0.0.7:5432')), wrapped(v8Error('DatabaseError', 'deadlock detected', 'query (/app/src/db.js:1:1)', { code: '40P01' }))),
  different('a cause and none', wrapped(refused('10.0.0.7:5432')), v8('OrderError', 'could not store order 17', 'store (/app/src/orders.js:3:3)')),
  different('root causes', wrapped({ ...refused('10.0.0.7:1'), cause: v8Error('Error', 'a', 'x (/app/src/x.js:1:1)') }), wrapped({ ...refused('10.0.0.7:1'), cause: v8Error('Error', 'b', 'x (/app/src/x.js:1:1)') })),
  different('wrappers of one cause', v8('OrderError', 'x', 'store (/app/src/orders.js:3:3)', { cause: refused('::1:1') }), v8('UserError', 'x', 'store (/app/src/users.js:3:3)', { cause: refused('::1:1') })),
  different('kinds of members', all(refused('127.0.0.1:25')), all(v8Error('TypeError', 'bad', 'a (/app/a.js:1:1)'))),
  different('one kind more among the members', all(refused('127.0.0.1:25')), all(refused('127.0.0.1:25'), v8Error('TypeError', 'bad', 'a (/app/a.js:1:1)'))),
  different('modules that are missing', v8('Error', "Cannot find module 'redis'", 'Module._resolveFilename (node:internal/modules/cjs/loader:1225:15) | Object.<anonymous> (/app/src/start.js:3:1)', { code: 'MODULE_NOT_FOUND' }), v8('Error', "Cannot find module 'pg'", 'Module._resolveFilename (node:internal/modules/cjs/loader:1225:15) | Object.<anonymous> (/app/src/start.js:3:1)', { code: 'MODULE_NOT_FOUND' })),
  different('log calls of an error without frames', { message: 'could not read user', error: { type: 'Error', message: 'socket hang up', code: 'ECONNRESET' } }, { message: 'could not send mail', error: { type: 'Error', message: 'socket hang up', code: 'ECONNRESET' } }),
  different('system calls in one place', v8('Error', "EACCES: permission denied, open '/a'", 'a (/app/src/a.js:1:1)', { code: 'EACCES' }), v8('Error', "EACCES: permission denied, mkdir '/a'", 'a (/app/src/a.js:1:1)', { code: 'EACCES' })),
  different('system calls', v8('Error', "EACCES: permission denied, open '/a'", 'x (node:fs:1:1)', { code: 'EACCES' }), v8('Error', "EACCES: permission denied, mkdir '/a'", 'x (node:fs:1:1)', { code: 'EACCES' })),
]; // prettier-ignore
