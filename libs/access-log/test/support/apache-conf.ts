/** Formats, one log file each. */
export const APACHE_FORMATS: Readonly<Record<string, string>> = {
  common: 'LogFormat "%h %l %u %t \\"%r\\" %>s %b" common',
  combined: 'LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined',
  vhost_combined: 'LogFormat "%v:%p %h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" vhost_combined',
  timed: 'LogFormat "%{%Y-%m-%dT%H:%M:%S%z}t %a %{X-Forwarded-For}i \\"%r\\" %>s %B %D %I %O \\"%{User-Agent}i\\" %{Host}i" timed',
  asjson: 'LogFormat "{\\"time\\":\\"%{%Y-%m-%dT%H:%M:%S%z}t\\",\\"client\\":\\"%a\\",\\"request\\":\\"%r\\",\\"status\\":%>s,\\"size\\":\\"%b\\",\\"agent\\":\\"%{User-Agent}i\\"}" asjson',
}; // prettier-ignore

/** A configuration without anything of the machine's own. Debian's httpd has the logging modules built in. */
export function apacheConf(folder: string, port: number, modules: string): string {
  const loaded = [
    'mpm_event',
    'authz_core',
    'alias',
    'reqtimeout',
    'auth_basic',
    'authn_core',
    'authn_file',
    'authz_user',
  ];
  return `
ServerRoot ${folder}
${loaded.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`).join('\n')}
Listen 127.0.0.1:${port}
Listen [::1]:${port}
ServerName shop-web.example.com
PidFile ${folder}/httpd.pid
${process.getuid?.() === 0 ? 'User nobody\nGroup nogroup' : ''}
DocumentRoot ${folder}/www
ErrorLog ${folder}/error.log
LogLevel info
RequestReadTimeout header=1 body=1
AcceptFilter http none
LimitRequestLine 4000
HttpProtocolOptions Unsafe
Redirect 301 /moved http://shop-web.example.com/hello
<Directory ${folder}/www>
  Require all granted
</Directory>
<Location /forbidden>
  Require all denied
</Location>
<Location /secret>
  AuthType Basic
  AuthName secret
  AuthBasicProvider file
  AuthUserFile ${folder}/users
  Require valid-user
</Location>
${Object.values(APACHE_FORMATS).join('\n')}
${Object.keys(APACHE_FORMATS)
  .map((name) => `CustomLog ${folder}/${name}.log ${name}`)
  .join('\n')}
`;
}
