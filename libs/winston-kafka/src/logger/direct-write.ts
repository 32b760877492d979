import type winston from 'winston';

const LEVEL = Symbol.for('level');

type Write = (this: winston.Logger, info: object, ...rest: unknown[]) => boolean;

/**
 * Hands each record of a logger straight to its transports. As winston does it, a record goes through two streams, the logger's
 * own and each transport's: queues and ticks that a logger needs for nothing, since its transports are streams that queue
 * themselves, and that make a slow transport hold up all the others.
 *
 * A transport that throws costs the others nothing. Whatever a plain logger does not have goes winston's way as before: a
 * listener for `data`, no transport, a level that nobody knows, silence, an end.
 *
 * @param notice told once, in case a transport throws
 */
export function writeDirectly(logger: winston.Logger, notice: (line: string) => void): void {
  const write = logger.write.bind(logger) as Write;
  let transports: readonly winston.transport[] | undefined;
  let told = false;
  const forget = (event: string | symbol): void => {
    // Each pipe listens for `data`, so that this tells of transports that come and go, too.
    if (event === 'data') transports = undefined;
  };
  logger.on('newListener', forget);
  logger.on('removeListener', forget);
  const handOver = (transport: winston.transport, info: object): void => {
    try {
      transport.write(info);
    } catch (error) {
      if (!told) notice(`a transport of the logger throws: ${error instanceof Error ? error.message : 'no error'}`);
      told = true;
    }
  };
  const direct: Write = function (info, ...rest) {
    transports ??= pipedOnly(logger);
    if (transports.length === 0 || !isUsual(logger, info)) return write.call(logger, info, ...rest);
    const formatted = logger.format.transform(info as winston.Logform.TransformableInfo, logger.format.options);
    if (typeof formatted === 'object') for (const transport of transports) handOver(transport, formatted);
    const done = rest.at(-1);
    if (typeof done === 'function') (done as () => void)();
    return true;
  };
  Object.defineProperty(logger, 'write', { value: direct, configurable: true, writable: true });
}

/** The logger's transports; none when somebody else reads from it, or when something is on its way to them. */
function pipedOnly(logger: winston.Logger): readonly winston.transport[] {
  const { transports } = logger;
  const othersRead = logger.listenerCount('data') !== transports.length;
  return othersRead || logger.writableLength + logger.readableLength > 0 ? [] : [...transports];
}

function isUsual(logger: winston.Logger, info: object): boolean {
  const level = (info as Record<symbol, unknown>)[LEVEL];
  return !logger.silent && logger.writable && typeof level === 'string' && level in logger.levels;
}
