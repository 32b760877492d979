/** Ports and places of a test's nginx. */
export interface NginxPlace {
  readonly folder: string;
  readonly port: number;
  /** Answers. */
  readonly upstreamPort: number;
  /** Where nobody listens. */
  readonly deadPort: number;
}

/** Formats, one log file each. */
export const NGINX_FORMATS: Readonly<Record<string, string>> = {
  main: `log_format main '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for"';`,
  ingress: `log_format ingress '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_length $request_time [$proxy_host] [] $upstream_addr $upstream_response_length $upstream_response_time $upstream_status $request_id';`,
  kong: `log_format kong '$remote_addr [$time_local] "$request" $status $request_time $upstream_response_time "$http_host" "$http_user_agent"';`,
  json: `log_format json escape=json '{ "time":"$time_iso8601","ts":$msec,"remote":"$remote_addr","hostname":"web1","method":"$request_method","request":"$request","status":$status,"bytes":$body_bytes_sent,"rt":$request_time,"http_host":"$http_host","http_user_agent":"$http_user_agent","http_x_forwarded_for":"$http_x_forwarded_for","upstream_response_time":"$upstream_response_time" }';`,
  broken: `log_format broken '{"time":"$time_iso8601","remote_addr":"$remote_addr","request":"$request","status":$status,"body_bytes_sent":$body_bytes_sent,"upstream_response_time":$upstream_response_time,"http_user_agent":"$http_user_agent","http_host":"$http_host"}';`,
  custom: `log_format custom '$msec\t$remote_addr\t$request\t$status\t$body_bytes_sent\t$http_host\t$http_user_agent\t$upstream_addr\t$upstream_status\t$sent_http_grpc_status';`,
}; // prettier-ignore

/** A configuration without anything of the machine's own. */
export function nginxConf({ folder, port, upstreamPort, deadPort }: NginxPlace): string {
  const formats = Object.values(NGINX_FORMATS).join('\n  ');
  const logs = ['combined', ...Object.keys(NGINX_FORMATS)]
    .map((name) => `access_log ${folder}/${name}.log ${name};`)
    .join('\n  ');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n  ');
  return `
daemon off;
worker_processes 1;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${folder}/nginx.pid;
error_log ${folder}/error.log info;
events { worker_connections 64; }
http {
  ${temporary}
  ${formats}
  ${logs}
  client_header_timeout 1s;
  keepalive_timeout 5s;
  default_type text/plain;
  upstream tried { server 127.0.0.1:${deadPort} max_fails=0; server 127.0.0.1:${upstreamPort} backup; }
  limit_req_zone $uri zone=one:64k rate=1r/m;
  server {
    listen 127.0.0.1:${port};
    listen [::1]:${port};
    server_name shop-web.example.com;
    root ${folder}/www;
    location = /hello { return 200 "hello"; }
    location /proxied/ { proxy_pass http://tried; }
    location /dead { proxy_pass http://127.0.0.1:${deadPort}; }
    location /slow { proxy_pass http://127.0.0.1:${upstreamPort}; }
    location /socket { proxy_pass http://127.0.0.1:${upstreamPort}; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }
    location /drop { return 444; }
    location = /moved { return 301 /hello; }
    location /limited { limit_req zone=one; }
    location /grpc { add_header grpc-status 14; return 200; }
    location /forbidden { deny all; }
  }
}
`;
}
