import { createTransport } from 'nodemailer';
import { type Logger } from 'winston';
import { isOut } from '../service/request-scope.js';
import { MailDeliveryError } from '../service/service-errors.js';

const MAIL_SERVERS = 3;
const TIMEOUT_MS = 1_000;

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends mails. Healthy ones end in nodemailer's own transport to JSON: the demo writes to nobody. */
export class MailService {
  readonly #healthy = createTransport({ jsonTransport: true });

  constructor(
    private readonly closedPort: number,
    readonly logger: Logger,
  ) {}

  /** @throws MailDeliveryError when the mail server does not take it */
  async send(mail: Mail): Promise<void> {
    try {
      await this.#deliver(mail, isOut('mail-server-down'));
    } catch (error) {
      throw new MailDeliveryError('The mail server did not take the mail', { cause: error });
    }
    this.logger.info('Mail sent', { subject: mail.subject });
  }

  /**
   * Sends by all mail servers at once, the first one to take it is enough.
   *
   * @throws AggregateError with one error per server when none takes it
   */
  async sendUrgently(mail: Mail): Promise<void> {
    const down = isOut('all-mail-servers-down');
    const attempts = Array.from({ length: MAIL_SERVERS }, () => this.#deliver(mail, down));
    try {
      await Promise.any(attempts);
    } catch (error) {
      const errors = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
      throw new AggregateError(errors, `None of ${MAIL_SERVERS} mail servers took an urgent mail`);
    }
    this.logger.info('Urgent mail sent', { subject: mail.subject });
  }

  async #deliver(mail: Mail, down: boolean): Promise<void> {
    const server = down
      ? createTransport({ host: '127.0.0.1', port: this.closedPort, connectionTimeout: TIMEOUT_MS })
      : this.#healthy;
    await server.sendMail({ from: 'demo@example.com', ...mail });
  }
}
