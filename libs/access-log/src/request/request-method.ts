/** Methods of HTTP, WebDAV and its relatives. OpenTelemetry counts all others as `_OTHER`. */
const KNOWN_METHODS: ReadonlySet<string> = new Set(
  (
    'GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH QUERY PURGE PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK REPORT SEARCH ' +
    'CHECKOUT CHECKIN MERGE MKACTIVITY MKWORKSPACE MKCALENDAR VERSION-CONTROL UNCHECKOUT LABEL UPDATE BASELINE-CONTROL ACL BIND UNBIND ' +
    'REBIND LINK UNLINK NOTIFY SUBSCRIBE UNSUBSCRIBE'
  ).split(' '),
);

export const OTHER_METHOD = '_OTHER';

/** Methods are case-sensitive: `get` is not `GET`. */
export function isKnownMethod(method: string): boolean {
  return KNOWN_METHODS.has(method);
}
