import { FOREIGN_FRAME, type Frame } from './frame.js';
import { sourceFile } from './source-file.js';

const LONGEST = 200;
const DOTNET_NAME = /^[\w.`<>+[\],|$]+$/;
const DOTNET_LIBRARY =
  /^(?:System|Microsoft|Npgsql|MySql|MySqlConnector|Dapper|Newtonsoft|StackExchange|Polly|Serilog|MediatR|AutoMapper|FluentValidation|Grpc|Azure|Castle|lambda_method)\b/;
const PHP = /^#\d+ (?:(.*)\(\d+\): |\{main\}|\[internal function\]: )(.*)$/;
const RUBY_PLACE = /^(?:from )?(\S.*):\d+$/;
const RUBY_BLOCK = /^(?:block|rescue|ensure)(?: \(\d+ levels\))? in /;
const RUBY_LIBRARY = /[/\\]gems[/\\]|[/\\]lib[/\\]ruby[/\\]|^<internal:/;
const GO_PLACE = /^(\S.*\.go):\d+(?: \+0x[0-9a-f]+)?$/;
const GO_LIBRARY = /[/\\]go[/\\](?:pkg[/\\]mod|src)[/\\]|[/\\]vendor[/\\]|^_cgo|[/\\]go\d[\d.]*[/\\]src[/\\]/;

/** A line of a stack of .NET, after `at `: `Shop.Orders.Find(Int32 id) in /src/Orders.cs:line 42` */
export function dotnetFrame(line: string): Frame | undefined {
  const printed = line.slice(0, Math.min(line.indexOf('('), LONGEST));
  if (!DOTNET_NAME.test(printed)) return undefined;
  const place = line.lastIndexOf(') in ');
  const path = place < 0 ? '' : line.slice(place + 5, line.lastIndexOf(':line '));
  const name = printed.replace(/<(\w*)>[a-z]__\w+(?:\.MoveNext)?/g, '$1').replace(/[`[].*$/, '');
  if (DOTNET_LIBRARY.test(name)) return FOREIGN_FRAME;
  return { function: name, file: sourceFile(path), isInApp: true };
}

/** `#0 /app/src/Orders.php(42): Shop\Orders->find(17)` */
export function phpFrame(line: string): Frame | undefined {
  const found = PHP.exec(line);
  if (found === null) return undefined;
  const path = found[1] ?? '';
  if (path === '' || /[/\\]vendor[/\\]/.test(path)) return FOREIGN_FRAME;
  return {
    function: (found[2] as string).replace(/\(.*$/s, '').slice(0, LONGEST),
    file: sourceFile(path),
    isInApp: true,
  };
}

/** ``from /app/orders.rb:42:in `find'`` */
export function rubyFrame(line: string): Frame | undefined {
  const middle = line.indexOf(':in ');
  const path = middle < 0 ? undefined : RUBY_PLACE.exec(line.slice(0, middle))?.[1];
  if (path === undefined) return undefined;
  if (RUBY_LIBRARY.test(path)) return FOREIGN_FRAME;
  const name = line
    .slice(middle + 5, middle + 5 + LONGEST)
    .replace(/'.*$/, '')
    .replace(RUBY_BLOCK, '');
  return { function: name, file: sourceFile(path), isInApp: true };
}

/** Two lines of Go: `main.(*Orders).find(0xc000)` and `/app/orders.go:42 +0x1d`. */
export function goFrame(call: string, line: string): Frame | undefined {
  const found = GO_PLACE.exec(line);
  if (found === null) return undefined;
  const path = found[1] as string;
  if (GO_LIBRARY.test(path) || call.startsWith('panic(') || call.startsWith('created by ')) return FOREIGN_FRAME;
  const name = call.replace(/\([^()]*\)$/, '').replace(/\.func\d+(?:\.\d+)*$/, '');
  return { function: name.slice(name.lastIndexOf('/') + 1, LONGEST), file: sourceFile(path), isInApp: true };
}
