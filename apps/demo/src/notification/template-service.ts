import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Logger } from 'winston';
import { TemplateNotFoundError, TemplateValueError } from '../service/service-errors.js';

const FOLDER = new URL('../../assets/templates/', import.meta.url);
const PLAIN_NAME = /^[a-z-]+$/;

/** Fills in the texts of mails. */
export class TemplateService {
  constructor(readonly logger: Logger) {}

  /**
   * @param values by the name of their placeholder
   * @throws TemplateNotFoundError when there is no such text in that language
   * @throws TemplateValueError when a placeholder has no value
   */
  async render(template: string, locale: string, values: Readonly<Record<string, string>>): Promise<string> {
    const text = await this.#read(template, locale);
    const filled = text.replace(/\{\{(\w+)\}\}/g, (_placeholder, name: string) => {
      const value = values[name];
      if (value === undefined) throw new TemplateValueError(`The template ${template} needs a value for ${name}`);
      return value;
    });
    this.logger.debug('Template filled in', { template, locale });
    return filled;
  }

  async #read(template: string, locale: string): Promise<string> {
    try {
      if (!PLAIN_NAME.test(template) || !PLAIN_NAME.test(locale)) throw new RangeError('Not the name of a template');
      return await readFile(fileURLToPath(new URL(`${template}.${locale}.txt`, FOLDER)), 'utf8');
    } catch (error) {
      throw new TemplateNotFoundError(`There is no template ${template} in ${locale}`, { cause: error });
    }
  }
}
