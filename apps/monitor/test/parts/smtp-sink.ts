import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { LOCALHOST_CERTIFICATE } from './localhost-certificate.js';

/** How the server behaves; a test may change it while it runs. */
export interface SmtpBehaviour {
  /** `own`: a certificate that a client can be told to trust; `stranger`: one that nobody trusts; `none`: no STARTTLS is offered. */
  tls?: 'own' | 'stranger' | 'none';
  secure?: boolean;
  user?: { name: string; password: string };
  /** What it answers to RCPT TO and to the end of DATA; undefined: it accepts. */
  refuseReceiver?: (address: string) => number | undefined;
  refuseMail?: () => number | undefined;
  /** Milliseconds before it answers to the end of DATA. */
  slowMs?: number;
}

/** A real mail server that keeps what it accepts. */
export class SmtpSink {
  readonly mails: ParsedMail[] = [];
  /** As they came over the wire. */
  readonly raw: string[] = [];
  /** When each was accepted. */
  readonly times: number[] = [];
  readonly behaviour: SmtpBehaviour;
  #server: SMTPServer | undefined;
  #port = 0;

  constructor(behaviour: SmtpBehaviour = {}) {
    this.behaviour = behaviour;
  }

  get port(): number {
    return this.#port;
  }

  async listen(port = 0): Promise<this> {
    const { tls = 'own', secure = false, user } = this.behaviour;
    const server = new SMTPServer({
      ...(tls === 'own' && LOCALHOST_CERTIFICATE),
      ...{ secure, logger: false, closeTimeout: 50, disabledCommands: tls === 'none' ? ['STARTTLS'] : [] },
      ...{ authOptional: user === undefined, allowInsecureAuth: tls === 'none' },
      onAuth: ({ username, password }, _session, done) =>
        username === user?.name && password === user?.password
          ? done(null, { user: username })
          : done(smtpError(535, 'wrong user or password')),
      onRcptTo: ({ address }, _session, done) => {
        const code = this.behaviour.refuseReceiver?.(address);
        done(code === undefined ? null : smtpError(code, 'not this receiver'));
      },
      onData: (stream, _session, done) => void this.#take(stream, done),
    });
    // A client that goes away is no matter of the test.
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    this.#server = server;
    this.#port = (server.server.address() as AddressInfo).port;
    return this;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server) await new Promise<void>((resolve) => server.close(resolve));
  }

  async #take(stream: AsyncIterable<Buffer>, done: (error: Error | null) => void): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part);
    if (this.behaviour.slowMs !== undefined) await new Promise((resolve) => setTimeout(resolve, this.behaviour.slowMs));
    const code = this.behaviour.refuseMail?.();
    if (code !== undefined) return done(smtpError(code, 'not this mail'));
    const raw = Buffer.concat(parts).toString('utf8');
    this.raw.push(raw);
    this.times.push(Date.now());
    this.mails.push(await simpleParser(raw));
    done(null);
  }
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
