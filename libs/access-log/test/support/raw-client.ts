import { connect } from 'node:net';

/** What a client saw of one request. */
export interface Reply {
  /** Undefined when the server closed without an answer. */
  readonly status: number | undefined;
  /** Bytes after the head; for HTTP/0.9 all of them. */
  readonly bodyBytes: number;
}

/**
 * Sends bytes as they are and reads until the server closes.
 *
 * @param leaveAfterMs leaves the connection then, without waiting for an answer
 */
export function sendRaw(
  port: number,
  bytes: string | Uint8Array,
  host = '127.0.0.1',
  leaveAfterMs?: number,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port, host }, () => {
      socket.write(bytes);
      if (leaveAfterMs !== undefined) setTimeout(() => socket.destroy(), leaveAfterMs);
    });
    socket.on('data', (chunk) => chunks.push(chunk));
    // A server that does not like what it reads resets the connection; what came until then counts.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') reject(error);
    });
    socket.on('close', () => resolve(readReply(Buffer.concat(chunks).toString('latin1'))));
  });
}

/** Sends one request of HTTP/1.1 and asks the server to close. */
export function request(
  port: number,
  line: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
  host?: string,
): Promise<Reply> {
  const head = Object.entries({ Host: 'shop-web.example.com', Connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return sendRaw(port, Buffer.from(`${line} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n${body}`, 'latin1'), host);
}

function readReply(text: string): Reply {
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1];
  const headEnd = text.indexOf('\r\n\r\n');
  const isHead = status !== undefined && headEnd !== -1;
  return {
    status: status === undefined ? undefined : Number(status),
    bodyBytes: isHead ? text.length - headEnd - 4 : text.length,
  };
}
