/** Control characters but tab and line feed; marks that turn the direction of text around; half surrogate pairs. */
const UNPRINTABLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;
const LINE_BREAKS = /[\r\n\u0085\u2028\u2029\t]+/g;
/** Shows nothing, and parts what a reader's program would make a link or a mention of. */
const PARTING = '\u200b';

/**
 * Text from a log, as every channel may show it: what cannot be seen is replaced, line breaks are line feeds.
 *
 * @param limit in UTF-16 units; what is cut says so
 */
export function readable(text: string, limit: number): string {
  // A text of megabytes is not searched for more than is shown of it.
  const head = text.length > limit * 2 + 100 ? text.slice(0, limit * 2 + 100) : text;
  const clean = head.replace(/\r\n?/g, '\n').replace(UNPRINTABLE, '\ufffd');
  return cut(clean, limit, text.length);
}

/** One line of a name or a title. */
export function line(text: string, limit: number): string {
  return readable(text.slice(0, limit * 2 + 100).replace(LINE_BREAKS, ' '), limit).trim();
}

/** @param whole how long the text was before anything was taken from it */
function cut(text: string, limit: number, whole: number): string {
  if (text.length <= limit) return text;
  const note = limit >= 80 ? `… (cut, ${whole} characters)` : '…';
  const end = Math.max(0, limit - note.length);
  // Half a surrogate pair is no character.
  const head = text.slice(0, end).replace(/[\ud800-\udbff]$/, '');
  return head + note.slice(0, limit);
}

/** For text of a log in mails and in Slack: neither an address nor a name in it becomes a link or a mention. */
export function parted(text: string): string {
  return text
    .replace(/:\/\//g, `:${PARTING}//`)
    .replace(/\b(www|mailto|tel)([.:])/gi, `$1${PARTING}$2`)
    .replace(/@/g, `@${PARTING}`);
}

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A part of a page that is HTML already. Everything else is escaped where it is put in. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | readonly Html[];

/** HTML with values put in: text is escaped, `Html` and lists of it are taken as they are. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((all, text, index) => all + escaped(parts[index - 1] ?? '') + text));
}

function escaped(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(({ text }) => text).join('');
  return String(part).replace(/[&<>"']/g, (character) => HTML[character] ?? '');
}

/**
 * Text for Slack's mrkdwn: the three characters that begin links and mentions are escaped (api.slack.com/reference/surfaces/formatting#escaping), marks of
 * bold, strike and code are parted from what they mark.
 *
 * @param limit of what comes out: escaping makes one character five, and half an escaped character is none
 */
export function slackText(text: string, limit = 3000): string {
  return within(text, limit, text.length, (part) =>
    slackEscaped(parted(part)).replace(/[*~`]/g, (mark) => PARTING + mark),
  );
}

/**
 * The same inside of three backticks, which cannot be left.
 *
 * @param whole how long the text was before anything was taken from it
 */
export function slackCode(text: string, limit: number, whole: number): string {
  return within(text, limit, whole, (part) => slackEscaped(parted(part)).replace(/`/g, `${PARTING}\``));
}

function slackEscaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => HTML[character] ?? '');
}

function within(text: string, limit: number, whole: number, escape: (part: string) => string): string {
  for (let room = limit; room > 0; room = Math.floor(room * 0.7)) {
    const made = escape(cut(text, room, whole));
    if (made.length <= limit) return made;
  }
  return '';
}
