const READ = /^Cannot read propert(?:y|ies) (?:'([^']{0,100})' )?of (undefined|null)(?: \(reading '([^']{0,100})'\))?$/;
const WRITE = /^Cannot set propert(?:y|ies) (?:'([^']{0,100})' )?of (undefined|null)(?: \(setting '([^']{0,100})'\))?$/;
const JSON_TEXT =
  /in JSON at position \d|is not valid JSON|^Unexpected end of JSON input|^Unexpected non-whitespace character after JSON|^Unterminated string in JSON|^Bad (?:control character|escaped character|Unicode escape) in |^Expected .{1,60} in JSON/;

/** Java names the code that was null: `Cannot invoke "com.acme.User.name()" because "<local4>" is null`. */
const PACKAGE = /(?<=")(?:[a-z][\w$]*\.)+(?=[A-Z])/g;
const LOCAL = /<local\d+>/g;

/** What a runtime says of the same mistake in its other versions, and of the same mistake in other data. */
export function runtimeMessage(type: string, message: string): string {
  if (message.length > 500) return message;
  if (type.endsWith('UnknownHostException')) return `ENOTFOUND ${message.split(':', 1)[0] as string}`;
  if (type === 'java.lang.NullPointerException')
    return message.replace(PACKAGE, '').replace(LOCAL, '<local>').replaceAll('"', '');
  if (type === 'AttributeError') return message.replace(/ and no __dict__ for setting new attributes$/, '');
  if (type === 'SyntaxError') return JSON_TEXT.test(message) ? 'invalid JSON' : message;
  if (type !== 'TypeError') return message;
  const read = READ.exec(message);
  if (read !== null) return `Cannot read properties of ${read[2] as string} (reading '${read[1] ?? read[3] ?? ''}')`;
  const write = WRITE.exec(message);
  if (write !== null) return `Cannot set properties of ${write[2] as string} (setting '${write[1] ?? write[3] ?? ''}')`;
  return message;
}
