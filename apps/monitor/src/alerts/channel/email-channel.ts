import type { Transporter } from 'nodemailer';
import type { SmtpConnection } from '../../configuration/alert-variables.js';
import { withDeadline } from '../../time/deadline.js';
import type { MessageContext } from '../message/message-content.js';
import { line } from '../message/inert.js';
import { Channel, type Outgoing, SEND_DEADLINE_MS, type SendOutcome } from './channel.js';
import { networkSentence } from './http-outcome.js';
import { mailOf } from './mail.js';

export interface EmailSettings {
  readonly smtp: SmtpConnection;
  readonly from: string;
  readonly to: readonly string[];
}

interface SmtpError extends Error {
  code?: string;
  response?: string;
  responseCode?: number;
  command?: string;
}

/** Mails through a server, by SMTP. */
export class EmailChannel extends Channel {
  override readonly name = 'email';
  override readonly target: string;
  #transport: Promise<Transporter> | undefined;

  /** @param tls for servers with a certificate of an authority of one's own */
  constructor(
    private readonly settings: EmailSettings,
    private readonly context: MessageContext,
    private readonly tls: { ca?: string } = {},
  ) {
    super();
    this.target = settings.to.join(', ');
  }

  override async send(message: Outgoing): Promise<SendOutcome> {
    const { from, to } = this.settings;
    try {
      const transport = await this.#open();
      const mail = mailOf(message, from, to, this.context);
      const sent = await withDeadline(transport.sendMail(mail), SEND_DEADLINE_MS, 'handing the mail over');
      const refused = (sent as { rejected?: unknown[] }).rejected ?? [];
      const detail = refused.length > 0 ? `accepted, but not for ${refused.map(String).join(', ')}` : 'accepted';
      return { kind: 'delivered', detail: `${detail} by ${this.#server}` };
    } catch (error) {
      const detail = this.#sentence(error as SmtpError);
      return isOfTheMessage(error as SmtpError) ? { kind: 'rejected', detail } : { kind: 'retry', detail };
    }
  }

  override async problem(): Promise<string | undefined> {
    try {
      await withDeadline((await this.#open()).verify(), SEND_DEADLINE_MS, 'greeting');
      return undefined;
    } catch (error) {
      return this.#sentence(error as SmtpError);
    }
  }

  /** The library takes memory only where mails are sent. */
  #open(): Promise<Transporter> {
    const { host, port, secure, requireTls, auth } = this.settings.smtp;
    this.#transport ??= import('nodemailer').then(({ createTransport }) =>
      createTransport({
        ...{ host, port, secure, requireTLS: requireTls, tls: this.tls, ...(auth && { auth }) },
        connectionTimeout: 5000,
        greetingTimeout: 5000,
        socketTimeout: 10_000,
        dnsTimeout: 5000,
      }),
    );
    return this.#transport;
  }

  get #server(): string {
    return `${this.settings.smtp.host}:${this.settings.smtp.port}`;
  }

  #sentence(error: SmtpError): string {
    const { code, command, response, responseCode } = error;
    const said = response === undefined ? '' : ` (${line(response, 200)})`;
    if (code === 'EAUTH') return `${this.#server} refuses the user or the password of SMTP_URL${said}`;
    if (code === 'EENVELOPE') return `${this.#server} refuses the sender or the receivers${said}`;
    if (command === 'STARTTLS') return `${this.#server} offers no TLS, without which no password is sent`;
    if (responseCode !== undefined) return `${this.#server} answered ${responseCode}${said}`;
    return networkSentence(error.cause ?? error, this.#server);
  }
}

/** 552 and 554 after the text was sent: too large, or taken for spam. All else may be mended, by us or at the server. */
function isOfTheMessage({ code, responseCode }: SmtpError): boolean {
  return code === 'EMESSAGE' && responseCode !== undefined && responseCode >= 500;
}
