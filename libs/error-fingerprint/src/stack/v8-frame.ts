import { FOREIGN_FRAME, type Frame } from './frame.js';
import { v8Function } from './v8-function.js';
import { sourceFile } from './source-file.js';

const LIBRARY =
  /node_modules[/\\]|[/\\]\.yarn[/\\]|[/\\]\.pnpm[/\\]|\(webpack\)|^webpack[/\\](?:bootstrap|runtime)|webpack:\/\/\/?(?:[^/]*\/)?(?:webpack\/|external )/;
/** The frame of the function that calls `eval` follows. */
const RUNTIME =
  /^(?:eval at |node:|internal\/|native$|index \d|<anonymous>|wasm:|chrome-extension:|evalmachine|unknown location)/;
/** Before version 15 Node named its own files without `node:`. */
const OLD_CORE =
  /^(?:_?(?:stream|http|tls)_[a-z_]+|assert|async_hooks|buffer|child_process|cluster|console|crypto|dgram|dns|domain|events|fs|http|http2|https|module|net|os|path|perf_hooks|process|querystring|readline|repl|stream|string_decoder|timers|tls|tty|url|util|v8|vm|zlib|bootstrap_node|_stream_[a-z]+)\.js(?::\d+)*$/;
const POSITION = /(?::(\d+))?:(\d+)\)*$/;

/**
 * One line of a stack of V8 after `at `: `fn (place)`, `place`, with `async`, `new`, `[as name]`, eval.
 *
 * @returns a foreign frame for code of the runtime and of libraries
 */
export function v8Frame(line: string): Frame {
  const open = line.endsWith(')') ? line.indexOf(' (') : -1;
  // Most frames, and no other look is as quick.
  if (line.includes('/node_modules/', open)) return FOREIGN_FRAME;
  const name = open < 0 ? '' : line.slice(0, open);
  let place = open < 0 ? line : line.slice(open + 2, -1);
  if (open < 0 && place.startsWith('async ')) place = place.slice(6);
  if (RUNTIME.test(place) || LIBRARY.test(place) || OLD_CORE.test(place)) return FOREIGN_FRAME;
  const position = POSITION.exec(place);
  if (position === null && open < 0) return FOREIGN_FRAME;
  const file = sourceFile(position === null ? place : place.slice(0, position.index));
  const column = position?.[1] === undefined ? 0 : Number(position[2]);
  const read = v8Function(name, column);
  return read === undefined ? FOREIGN_FRAME : { function: read, file, isInApp: true };
}
