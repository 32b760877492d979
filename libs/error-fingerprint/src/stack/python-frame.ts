import { FOREIGN_FRAME, type Frame } from './frame.js';
import { sourceFile } from './source-file.js';

const FRAME = /^File "([^"]*)", line \d+(?:, in (.*))?$/;
const LIBRARY =
  /[/\\](?:site|dist)-packages[/\\]|[/\\]lib(?:64)?[/\\]python\d|[/\\]Python\d+[/\\]Lib[/\\]|^<frozen |\.zip[/\\]|[/\\]lib-dynload[/\\]/;
/** Had frames of their own before Python 3.12. */
const INLINED = /<(?:list|dict|set)comp>|<genexpr>/;

/** A line `File "path", line 3, in name` of a traceback. */
export function pythonFrame(line: string): Frame {
  const found = FRAME.exec(line);
  if (found === null) return FOREIGN_FRAME;
  const [, path = '', name = ''] = found;
  if (LIBRARY.test(path) || INLINED.test(name)) return FOREIGN_FRAME;
  return {
    function: name === '<module>' || name === '<lambda>' ? '' : name.slice(0, 150),
    file: sourceFile(path),
    isInApp: true,
  };
}
