import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { hasCode, ToolError } from '../../checkout/tool-error.js';

/** Below the range from which systems take the ports of outgoing connections, so that none of those takes it from us. */
const FREE_PORTS = [15_000, 32_000] as const;
const handedOut = new Set<number>();

/** True if nothing listens on the port, neither on 127.0.0.1 nor on ::1 (where "localhost" may lead). */
export async function isPortFree(port: number): Promise<boolean> {
  if (!(await canListen(port))) return false;
  // A listener on another address of this host does not stop us from binding everywhere (macOS), but it would answer.
  return !(await somebodyAnswers(port, '127.0.0.1')) && !(await somebodyAnswers(port, '::1'));
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if (hasCode(error, 'EADDRINUSE', 'EACCES')) resolve(false);
      else reject(error);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function somebodyAnswers(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => settle(false));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

/** A port on which nothing listens, not given out before by this process. For tests; each call gives another one. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(...FREE_PORTS);
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    if (await isPortFree(port)) return port;
  }
}

/** The first free port from `preferred` upwards. */
export async function nextFreePort(preferred: number): Promise<number> {
  for (let port = preferred; port < preferred + 200; port++) {
    if (await isPortFree(port)) return port;
  }
  throw new ToolError('PORT_TAKEN', `No free port was found from ${preferred} on.`);
}
