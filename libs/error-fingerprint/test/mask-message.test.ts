import { expect, it } from 'vitest';
import { maskMessage } from '../src/message/mask-message.js';

it.each([
  ['took 12.5 ms after 3 retries', 'took <*> after <*> retrie'],
  ['1190 bytes (1.16 KB) sent', '<*> sent'],
  ['peer 10.0.0.7:443, 10.0.0.8:443 are down', 'peer <*> are down'],
  ['blocks [1, 2, 3] of /data/a/b.bin', 'blocks [<*>] of <*>'],
  ['nodes node-1 0x1f <ok> node-2 0x2f <ok> node-3 0x3f <ok> differ', 'nodes <*> <ok> differ'],
  ['user=alice uid=0 tty= ok=true', 'user=<*> uid=<*> tty= ok=<*>'],
  ['token=Token{7f3 name=x (y)} is stale', 'token=<*> is stale'],
  ['lifetime <1 sec', 'lifetime <*>'],
  ['threshold......0 of cache', 'threshold......<*> of cache'],
  ['connection from 10.0.0.7 () at Mon Jun 20 03:40:59 2005', 'connection from <*> at <*>'],
  ['Invalid user webmaster from 10.0.0.7', 'Invalid user <*> from <*>'],
  ['password for root from 10.0.0.7', 'password for <*> from <*>'],
  ['session opened for user ada by (uid=0)', 'session opened for user <*> by (uid=<*>)'],
  ['user session not found', 'user session not found'],
  ["can't open 'a b' or \"c\"", "can't open <*> or <*>"],
  ["the partner's door", "the partner's door"],
  ['"GET /a/b?c=1 HTTP/1.1" status: 404 len: 17', 'GET <*> status: <*> len: <*>'],
  ['status code 404', 'status code 404'],
  ['order 404 not found', 'order <*> not found'],
  ['GET /orders/17 404 12ms', 'GET <*> 404 <*>'],
  ['response 500 from x', 'response 500 from x'],
  ['lost redis-main.cache.svc.cluster.local:6379', 'lost redis-main.cache.svc.cluster.local'],
  ['404 Not Found', '404 Not Found'],
  ['https://api.example.com:8443/v1/17?a=b#c failed', 'https://api.example.com failed'],
  ['https://ada:secret@api.example.com/x failed', 'https://api.example.com failed'],
  ['http://10.0.0.7/x failed', 'http:// failed'],
  ['connect ECONNREFUSED redis:6379', 'connect ECONNREFUSED redis'],
  ['connect ECONNREFUSED 10.0.0.7:6379', 'connect ECONNREFUSED <*>'],
  ['getaddrinfo ENOTFOUND db-17.internal', 'getaddrinfo ENOTFOUND <*>.internal'],
  ['violates constraint "users_email_key" of "x y"', 'violates constraint users_email_key of <*>'],
  ['action android.intent.action.SCREEN_ON of com.shop.app', 'action android.intent.action.SCREEN_ON of <*>'],
  ['java.io.IOException: pipe closed', 'java.io.IOException: pipe closed'],
  ['payload {"a":1,"b":{"c":[1,2]}} refused', 'payload <*> refused'],
  ['jetty-6.1.26', 'jetty-<*>'],
  ['IPv6 and sha256 are off', 'IPv6 and sha256 are off'],
  ['用户17登录失败', '用户<*>登录失败'],
  ['»Straße 4« fehlt', '<*> fehlt'],
  ['', ''],
])('%j is %j', (message, template) => {
  expect(maskMessage(message).template).toBe(template);
});

it('keeps what counts in every language', () => {
  const { anchors } = maskMessage(
    'ECONNRESET: 502 Bad Gateway of https://api.example.com/x, key "users_email_key" and 17',
  );
  expect(anchors).toEqual(['ECONNRESET', '502', 'https://api.example.com', 'users_email_key']);
});

it('tells long messages apart by their beginning', () => {
  const end = 'x '.repeat(5000);
  expect(maskMessage(`a ${end}1`)).toEqual(maskMessage(`a ${end}y`));
  expect(maskMessage(`a ${end}`)).not.toEqual(maskMessage(`b ${end}`));
});
