import { different, java, line, type Pair, python, same } from './pair.js';

const py = (frames: string, message = "'NoneType' object has no attribute 'city'") =>
  python('AttributeError', message, frames);
const pyPlain = '/app/shop/views.py:12 show | /app/shop/profile.py:9 city_of';
const jv = (frames: string, message = 'nothing was found') => java('com.acme.NotFoundException', message, frames);
const jvPlain =
  'com.acme.shop.Guard.found(Guard.java:17) | com.acme.shop.Orders.find(Orders.java:42) | java.base/java.lang.Thread.run(Thread.java:840)';
const DIRECT = '\nThe above exception was the direct cause of the following exception:\n\n';
const caused = (type: string, text: string) =>
  `Caused by: ${type}: ${text}\n\tat org.postgresql.core.v3.QueryExecutorImpl.receive(QueryExecutorImpl.java:2733)\n\t... 23 more`;

export const OTHER_PAIRS: Pair[] = [
  same('Python: lines moved', py(pyPlain), py('/app/shop/views.py:112 show | /app/shop/profile.py:19 city_of')),
  same('Python: another folder', py(pyPlain), py(pyPlain.replaceAll('/app/', '/srv/release-17/'))),
  same('Python: frames of libraries', py(pyPlain), py(`/usr/lib/python3.11/threading.py:975 run | /app/venv/lib/python3.11/site-packages/django/core/handlers/base.py:197 _get_response | ${pyPlain}`)),
  same('Python: a list comprehension before 3.12', py(pyPlain), py(pyPlain.replace(' | ', ' | /app/shop/views.py:13 <listcomp> | '))),
  same('Python: ids', py(pyPlain, 'user 17 is gone'), py(pyPlain, 'user 18 is gone')),
  same('Python: __slots__ in 3.13', py(pyPlain, "'User' object has no attribute 'city'"), py(pyPlain, "'User' object has no attribute 'city' and no __dict__ for setting new attributes")),
  same('Python: another language of the database', python('psycopg2.errors.UniqueViolation', 'duplicate key value violates unique constraint "users_email_key"', pyPlain), python('psycopg2.errors.UniqueViolation', 'llave duplicada viola restricción de unicidad «users_email_key»', pyPlain)),
  different('Python: functions', py(pyPlain), py('/app/shop/views.py:12 show | /app/shop/profile.py:9 street_of')),
  different('Python: attributes', py(pyPlain), py(pyPlain, "'NoneType' object has no attribute 'street'")),
  different('Python: callers of a helper', py('/app/shop/orders.py:1 find | /app/shop/guard.py:9 found', 'x'), py('/app/shop/users.py:1 find | /app/shop/guard.py:9 found', 'x')),
  different('Python: causes', python('ShopError', 'not stored', '/app/a.py:1 store', `Traceback (most recent call last):\n  File "/app/a.py", line 3, in store\nKeyError: 'x'\n${DIRECT}`), python('ShopError', 'not stored', '/app/a.py:1 store', `Traceback (most recent call last):\n  File "/app/a.py", line 3, in store\nValueError: bad\n${DIRECT}`)),
  different('Python: modules that are missing', python('ModuleNotFoundError', "No module named 'redis'", '/app/a.py:1 <module>'), python('ModuleNotFoundError', "No module named 'psycopg2'", '/app/a.py:1 <module>')),
  same('Java: lines moved', jv(jvPlain), jv(jvPlain.replaceAll(/:\d+/g, ':99'))),
  same('Java: modules and class loaders', jv(jvPlain), jv(jvPlain.replaceAll('com.acme', 'app//com.acme').replace('java.base/', 'java.base@17.0.2/'))),
  same('Java: number of a lambda', jv('com.acme.Orders.lambda$find$0(Orders.java:4) | com.acme.Orders.find(Orders.java:9)'), jv('com.acme.Orders.lambda$find$3(Orders.java:14) | com.acme.Orders.find(Orders.java:19)')),
  same('Java: proxies of Spring', jv('com.acme.Orders$$EnhancerBySpringCGLIB$$1a2b3c.find(<generated>) | com.acme.Orders.find(Orders.java:9)'), jv('com.acme.Orders$$SpringCGLIB$$0.find(<generated>) | com.acme.Orders.find(Orders.java:9)')),
  same('Java: reflection', jv(`${jvPlain} | jdk.internal.reflect.GeneratedMethodAccessor17.invoke(Unknown Source)`), jv(`${jvPlain} | java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:103)`)),
  same('Java: frames left out', java('a.B', 'x', 'com.acme.A.b(A.java:1)', caused('java.sql.SQLException', 'id 17')), java('a.B', 'x', 'com.acme.A.b(A.java:1)', caused('java.sql.SQLException', 'id 18').replace('23', '41'))),
  same('Java: ids', jv(jvPlain, 'order 17 is gone'), jv(jvPlain, 'order 18 is gone')),
  different('Java: callers of a helper', jv(jvPlain), jv(jvPlain.replace('Orders.find(Orders', 'Users.find(Users'))),
  different('Java: causes', java('a.B', 'x', 'com.acme.A.b(A.java:1)', caused('java.sql.SQLException', 'x')), java('a.B', 'x', 'com.acme.A.b(A.java:1)', caused('java.net.ConnectException', 'x'))),
  different('Java: hosts', java('java.net.UnknownHostException', 'ledger.internal', 'java.base/java.net.A.b(A.java:1)'), java('java.net.UnknownHostException', 'search.internal: Name or service not known', 'java.base/java.net.A.b(A.java:1)')),
  different('Java: what was null', java('java.lang.NullPointerException', 'Cannot invoke "com.acme.User.name()" because "<local4>" is null', jvPlain), java('java.lang.NullPointerException', 'Cannot invoke "com.acme.User.city()" because "<local4>" is null', jvPlain)),
  same('Java: number of a local', java('java.lang.NullPointerException', 'Cannot invoke "com.acme.User.name()" because "<local4>" is null', jvPlain), java('java.lang.NullPointerException', 'Cannot invoke "com.acme.User.name()" because "<local5>" is null', jvPlain)),
  different('Java: types', java('com.acme.A', 'x', 'com.acme.A.b(A.java:1)'), java('com.acme.B', 'x', 'com.acme.A.b(A.java:1)')),

  same('numbers', line('job 17 failed after 3 retries'), line('job 18 failed after 1 retries')),
  same('plural', line('deleted 1 row from orders'), line('deleted 17 rows from orders')),
  same('addresses', line('peer 10.0.0.7:443 closed the connection'), line('peer [2001:db8::17]:443 closed the connection'.replace('[', '').replace(']:443', ''))),
  same('units', line('heap used 12.5 KB of 4 GB'), line('heap used 3 MB of 4 GB')),
  same('hex without 0x', line('segment 9f86d081 is lost'), line('segment 1e5fe2cf is lost')),
  same('paths', line('cannot write /var/lib/a.db'), line('cannot write /srv/x/y/z-17.log')),
  same('Windows paths', line('cannot write C:\\temp\\a.txt now'), line('cannot write D:\\x\\b.txt now')),
  same('URLs of one host', line('GET https://api.example.com/v1/orders/17?x=1 failed'), line('GET https://api.example.com/v2/users/ada failed')),
  same('e-mail', line('mail to ada@example.com bounced'), line('mail to b.o+x@mail.example.org bounced')),
  same('quoted values', line('tenant "north" is unknown'), line('tenant "south west" is unknown')),
  same('dates', line('token expired at 2026-03-01T10:00:00Z'), line('token expired at Mon Mar 2 04:05:06 2026')),
  same('JSON', line('bad payload {"id":17,"tags":["a","b"]}'), line('bad payload {"id":18,"name":"x","deep":{"y":[1,2]}}')),
  same('lists', line('unknown ids [1, 2, 3]'), line('unknown ids [17]')),
  same('names of users', line('Failed login for user alice from 10.0.0.7'), line('Failed login for user bob from 10.0.0.8')),
  same('key=value', line('denied user=alice role=admin'), line('denied user=bob role=guest')),
  same('Chinese with numbers', line('用户17登录失败'), line('用户4711登录失败')),
  different('verbs', line('job 17 failed'), line('job 17 was killed')),
  different('Chinese', line('用户17登录失败'), line('用户17退出失败')),
  different('HTTP statuses', line('upstream answered with status 404'), line('upstream answered with status 500')),
  different('reason phrases', line('502 Bad Gateway from proxy'), line('503 Service Unavailable from proxy')),
  different('errno words', line('connect ECONNREFUSED 10.0.0.7:80'), line('connect ETIMEDOUT 10.0.0.7:80')),
  different('hosts after errno words', line('connect ECONNREFUSED ledger:80'), line('connect ECONNREFUSED search:80')),
  different('SQLSTATE', line('query failed, SQLSTATE 23505'), line('query failed, SQLSTATE 40P01')),
  different('Oracle', line('ORA-00001: failed'), line('ORA-00942: failed')),
  different('methods of requests', line('"GET /orders/17 HTTP/1.1" was refused'), line('"POST /orders/17 HTTP/1.1" was refused')),
  different('statuses of access lines', line('GET /orders/17 404 12ms'), line('GET /orders/18 500 9ms')),
  different('internal hosts', line('upstream ledger.shop.internal timed out'), line('upstream search.shop.internal timed out')),
  different('keys', line('limit reached: cpu=93'), line('limit reached: memory=93')),
]; // prettier-ignore
