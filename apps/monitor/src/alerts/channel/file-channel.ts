import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MessageContext } from '../message/message-content.js';
import { Channel, type Outgoing, type SendOutcome } from './channel.js';
import { mailOf } from './mail.js';

const KEPT_FILES = 500;
const ADDRESS = 'log-monitor@localhost';

/** Mails as files, for who has no mail server: every mail program opens them. */
export class FileChannel extends Channel {
  override readonly name = 'file';
  override readonly target: string;

  constructor(
    private readonly directory: string,
    private readonly context: MessageContext,
  ) {
    super();
    this.target = path.resolve(directory);
  }

  override async send(message: Outgoing): Promise<SendOutcome> {
    // The key is in the name: a repetition replaces its own file.
    const name = `${message.at.replace(/[:.]/g, '-')}-${message.key}.eml`;
    const whole = path.join(this.directory, name);
    try {
      await mkdir(this.directory, { recursive: true });
      // The library takes memory only once something is sent.
      const { createTransport } = await import('nodemailer');
      const composer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
      const { message: bytes } = await composer.sendMail(mailOf(message, ADDRESS, [ADDRESS], this.context));
      await writeFile(`${whole}.part`, bytes as Buffer);
      await rename(`${whole}.part`, whole);
      await this.#removeOldest();
      return { kind: 'delivered', detail: `written to ${name}` };
    } catch (error) {
      return { kind: 'retry', detail: this.#sentence(error) };
    }
  }

  override async problem(): Promise<string | undefined> {
    try {
      await mkdir(this.directory, { recursive: true });
      return undefined;
    } catch (error) {
      return this.#sentence(error);
    }
  }

  async #removeOldest(): Promise<void> {
    const names = (await readdir(this.directory)).filter((name) => name.endsWith('.eml')).sort();
    for (const name of names.slice(0, -KEPT_FILES)) await rm(path.join(this.directory, name), { force: true });
  }

  #sentence(error: unknown): string {
    return `ALERT_MAIL_DIR cannot be written to: ${(error as Error).message}`;
  }
}
