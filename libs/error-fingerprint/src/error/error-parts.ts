import { isErrno } from '../message/kept-part.js';
import { maskMessage } from '../message/mask-message.js';
import type { ChainedError } from './error-chain.js';
import { inAppFrames } from './in-app-frames.js';
import { runtimeMessage } from './runtime-message.js';

/** What one error of a chain counts by. */
export interface ErrorParts {
  type: string;
  code: string;
  /** `function (file)`, the newest first. */
  frames: readonly string[];
  /** The sentence, masked; empty when a code and frames say enough. */
  template: string;
  /** Kinds of the errors inside an `AggregateError`, sorted. */
  members: readonly string[];
}

const MOST_MEMBERS = 100;
const LONGEST_NAME = 200;
/** Class names of minified code change with each build. */
const MINIFIED_TYPE = /^[a-z$_]{1,2}\d?$/i;
/** The codes of SQL decide by themselves: PostgreSQL and Oracle speak the language of the server. */
/** Drivers of Python have a type for each of them. */
const SQL_TYPE = /^(?:psycopg2?\.errors|asyncpg\.exceptions)\.\w+$/;
const SQL_STATE = /^(?=.*\d)[0-9A-Z]{5}$/;

export function errorParts(error: ChainedError): ErrorParts {
  const type = typeName(error.type);
  const code = error.code.slice(0, LONGEST_NAME);
  const frames = inAppFrames(type, error.frames);
  const members = memberKinds(error);
  const { template, anchors } = maskMessage(runtimeMessage(type, error.message), frames.length > 0);
  // The same place and the same code: another sentence is another language or other data.
  const isDecided =
    code === ''
      ? SQL_TYPE.test(type)
      : SQL_STATE.test(code) || (frames.length > 0 && !isRuntimeSentence(code, error.message));
  const sentence = isDecided ? [...new Set(anchors)].filter((anchor) => anchor !== code).join(' ') : template;
  return { type, code, frames, members, template: members.length > 0 ? '' : sentence };
}

/** `ENOENT: no such file or directory, open '…'` is never translated; the system call counts. */
function isRuntimeSentence(code: string, message: string): boolean {
  return isErrno(code) && message.slice(0, LONGEST_NAME).includes(code);
}

function typeName(type: string): string {
  return MINIFIED_TYPE.test(type) ? 'Error' : type.slice(0, LONGEST_NAME).replace(/\$\d+$/, '');
}

/** How often each kind comes does not count: three addresses or one refused the connection. */
function memberKinds({ members }: ChainedError): string[] {
  const kinds = members.slice(0, MOST_MEMBERS).map((member) => {
    const type = typeName(typeof member.type === 'string' ? member.type : '');
    if (typeof member.code === 'string') return `${type} ${member.code.slice(0, LONGEST_NAME)}`;
    const { template } = maskMessage(runtimeMessage(type, typeof member.message === 'string' ? member.message : ''));
    return `${type} ${template}`;
  });
  return [...new Set(kinds)].sort();
}
