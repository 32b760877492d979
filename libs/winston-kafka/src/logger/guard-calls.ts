import { types } from 'node:util';
import type winston from 'winston';
import { isError } from '../encode/encode-error.js';

type Call = (this: winston.Logger, ...given: unknown[]) => unknown;

/**
 * Makes the log methods of a winston logger safe to call with anything. winston itself throws in the caller's face when
 * it copies fields whose getter throws, writes `level` into a frozen object, or a format fails; what it cannot take
 * is logged once more as `args` of a call that it can.
 *
 * @param names the logger's levels
 * @param notice told once, in case it is a format that fails
 */
export function guardCalls(logger: winston.Logger, names: readonly string[], notice: (line: string) => void): void {
  let told = false;
  for (const name of [...names, 'log']) {
    const call = (logger as unknown as Record<string, Call>)[name] as Call;
    const guarded: Call = function (...given) {
      try {
        return call.apply(this, given);
      } catch (error) {
        if (!told) notice(`winston refused a log call: ${messageOf(error)}`);
        told = true;
        logAsArguments(this, name === 'log' ? given : [name, ...given]);
        return this;
      }
    };
    Object.defineProperty(logger, name, { value: guarded, configurable: true, writable: true });
  }
}

function logAsArguments(logger: winston.Logger, [first, ...rest]: unknown[]): void {
  try {
    // `log` may also be given one object with the level inside.
    const level = typeof first === 'string' ? first : (first as { level?: unknown }).level;
    const args = typeof first === 'string' ? rest : [first, ...rest];
    logger.write({ level: typeof level === 'string' ? level : 'info', ...described(args) });
  } catch {
    // A format or a transport of the service's own fails; the notice has said so, and the service goes on.
  }
}

/** The message and the error among the arguments, as far as they can be read; the rest goes along as it is. */
function described(args: readonly unknown[]): { message: string; [name: string]: unknown } {
  const message = args.find((each) => typeof each === 'string') ?? '';
  try {
    const err = args.find((each) => !types.isProxy(each) && isError(each)) as Error | undefined;
    if (err === undefined) return { message, args };
    const rest = args.filter((each) => each !== err && each !== message);
    return { message: message === '' ? err.message : message, err, ...(rest.length > 0 && { args: rest }) };
  } catch {
    // An error whose message cannot be read; the record shows what can be.
    return { message, args };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'it threw something that is no error';
}
