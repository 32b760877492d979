import { compileApacheFormat } from '../compile/apache-log-format.js';

/** `ssl_request_log` of Apache's own example configuration. It says nothing about the answer's status. */
export const sslRequest = compileApacheFormat('%t %h %{SSL_PROTOCOL}x %{SSL_CIPHER}x "%r" %b', 'ssl_request');
