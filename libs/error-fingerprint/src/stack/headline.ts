/** What the first line of an error says. */
export interface Headline {
  type?: string;
  message?: string;
}

const LEAD = /^(?:Uncaught |Unhandled exception\. |Exception in thread "[^"]*" )/;
const TYPE = /^[A-Za-z_$][\w$]*(?:(?:\.|::|\\|\/)[A-Za-z_$][\w$]*)*$/;
const LONGEST_TYPE = 200;

/** `TypeError: no city`, `java.io.IOException`, `TypeError [ERR_X]: text`; a line of another form is a message. */
export function readHeadline(line: string): Headline {
  const text = line.trim().replace(LEAD, '');
  const colon = text.indexOf(':', 0);
  let end = colon < 0 ? text.length : colon;
  while (text.startsWith('::', end)) {
    const next = text.indexOf(':', end + 2);
    end = next < 0 ? text.length : next;
  }
  const type = text.slice(0, Math.min(end, LONGEST_TYPE)).replace(/ \[\w+\]$/, '');
  if (!TYPE.test(type)) return text === '' ? {} : { message: text };
  const message = text.slice(end + 1).trim();
  return message === '' ? { type } : { type, message };
}
