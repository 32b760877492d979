const SPACE = 32;

/** A request line taken apart. */
export interface RequestLine {
  readonly method: string | undefined;
  readonly target: string | undefined;
  /** `HTTP/1.1` as it came. */
  readonly protocol: string | undefined;
  readonly form: RequestForm;
}

/**
 * `whole` = method, target, version; `http_0_9` = without version; `none` = nothing was sent (`-` or empty); `tls` and `rdp` = the first bytes of
 * these handshakes; `malformed` = anything else.
 */
export type RequestForm = 'whole' | 'http_0_9' | 'none' | 'tls' | 'rdp' | 'malformed';

const NOTHING: RequestLine = { method: undefined, target: undefined, protocol: undefined, form: 'none' };

/** Takes a request line apart. A target may hold spaces: the method ends at the first one, the version begins after the last. */
export function readRequestLine(request: string): RequestLine {
  if (request === '' || request === '-') return NOTHING;
  const methodEnd = request.indexOf(' ');
  if (methodEnd > 0 && isMethod(request, methodEnd)) {
    const last = request.lastIndexOf(' ');
    if (last > methodEnd && isProtocol(request, last + 1)) {
      const version = request.slice(last + 1);
      const protocol = version.length <= 3 ? `HTTP/${version}` : version;
      return {
        method: request.slice(0, methodEnd),
        target: request.slice(methodEnd + 1, last),
        protocol,
        form: 'whole',
      };
    }
    if (last === methodEnd && isTarget(request, methodEnd + 1)) {
      return {
        method: request.slice(0, methodEnd),
        target: request.slice(methodEnd + 1),
        protocol: undefined,
        form: 'http_0_9',
      };
    }
  }
  return unreadable(request, methodEnd);
}

function unreadable(request: string, methodEnd: number): RequestLine {
  const form =
    request.startsWith('\\x16\\x03') || request.startsWith('\u0016\u0003')
      ? 'tls'
      : isRdp(request)
        ? 'rdp'
        : 'malformed';
  const end = methodEnd === -1 ? request.length : methodEnd;
  if (form !== 'malformed' || !isMethod(request, end)) return { ...NOTHING, form };
  const target = end + 1 < request.length && isTarget(request, end + 1) ? request.slice(end + 1) : undefined;
  return { method: request.slice(0, end), target, protocol: undefined, form };
}

function isRdp(request: string): boolean {
  return (
    request.startsWith('\\x03\\x00\\x00') ||
    request.startsWith('\u0003\u2400\u2400') ||
    request.includes('Cookie: mstshash=')
  );
}

/** Letters, dashes and underscores, at most 32: long enough for WebDAV's `VERSION-CONTROL` and Microsoft's `RPC_OUT_DATA`. */
function isMethod(request: string, end: number): boolean {
  if (end === 0 || end > 32) return false;
  for (let at = 0; at < end; at += 1) {
    const code = request.charCodeAt(at);
    const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
    if (!isLetter && (at === 0 || (code !== 45 && code !== 95))) return false;
  }
  return true;
}

/** `HTTP/1.1`; Hypercorn writes the number alone. */
function isProtocol(request: string, at: number): boolean {
  if (request.startsWith('HTTP/', at)) return request.length > at + 5;
  const length = request.length - at;
  return (
    (length === 3 && (request.endsWith('1.1') || request.endsWith('1.0'))) || (length === 1 && /[23]$/.test(request))
  );
}

function isTarget(request: string, at: number): boolean {
  const first = request.charCodeAt(at);
  return first === 47 || first === 42 || (first !== SPACE && request.includes('://', at));
}

/** `HTTP/2.0` and `HTTP/2` are both `2`, as OpenTelemetry has it; undefined when it is no HTTP version. */
export function protocolVersion(protocol: string): string | undefined {
  switch (protocol) {
    case 'HTTP/1.1':
      return '1.1';
    case 'HTTP/1.0':
      return '1.0';
    case 'HTTP/2.0':
    case 'HTTP/2':
    case 'h2':
    case 'h2c':
      return '2';
    case 'HTTP/3.0':
    case 'HTTP/3':
    case 'h3':
      return '3';
    case 'HTTP/0.9':
      return '0.9';
    default:
      return /^(?:HTTP\/)?\d(?:\.\d)?$/i.test(protocol)
        ? protocol.replace(/^HTTP\//i, '').replace(/^([23])\.0$/, '$1')
        : undefined;
  }
}
