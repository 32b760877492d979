import { readFile } from 'node:fs/promises';
import { log } from '../service/request-scope.js';
import { TemplateNotFoundError, TemplateValueError } from '../service/service-errors.js';
import { step } from '../service/step.js';

const FOLDER = new URL('../../assets/templates/', import.meta.url);
const PLAIN_NAME = /^[a-z-]+$/;

/** Fills in the text of a mail. Every placeholder of the template must have a value. */
export const renderTemplate = step(
  'TemplateService',
  'Template could not be filled in',
  async (template: string, locale: string, values: Readonly<Record<string, string>>) => {
    const text = await read(template, locale);
    const filled = text.replace(/\{\{(\w+)\}\}/g, (_placeholder, name: string) => {
      const value = values[name];
      if (value === undefined) throw new TemplateValueError(`The template ${template} needs a value for ${name}`);
      return value;
    });
    log('TemplateService').debug('Template filled in', { template, locale });
    return filled;
  },
);

async function read(template: string, locale: string): Promise<string> {
  try {
    if (!PLAIN_NAME.test(template) || !PLAIN_NAME.test(locale)) throw new RangeError('Not the name of a template');
    return await readFile(new URL(`${template}.${locale}.txt`, FOLDER), 'utf8');
  } catch (cause) {
    throw new TemplateNotFoundError(`There is no template ${template} in ${locale}`, { cause });
  }
}
