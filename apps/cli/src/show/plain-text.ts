/**
 * Text of a log as it may go to a terminal: control characters, escape sequences and marks that turn the direction of writing
 * are shown, not obeyed (CWE-150). Tabs stay; line ends stay where several lines are wanted.
 */
export function plainText(text: string, lines: 'one' | 'many' = 'one'): string {
  return text.replace(
    /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (mark) => {
      if (mark === '\n') return lines === 'many' ? '\n' : '\\n';
      return `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`;
    },
  );
}
