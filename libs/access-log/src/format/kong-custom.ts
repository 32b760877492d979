import { compileNginxFormat } from '../compile/nginx-log-format.js';

/** `custom_fmt` of a Kong gateway behind a trusted proxy: its address is the real client's, the times are total and upstream. */
export const kongCustom = compileNginxFormat(
  '$remote_addr [$time_local] "$request" $status $request_time $upstream_response_time "$http_host" "$http_user_agent"',
  'kong',
);
