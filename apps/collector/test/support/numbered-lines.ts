/** Lines of a web server that differ in their numbers. */
function line(n: number): string {
  return `10.0.0.1 - - [27/Nov/2026:10:00:00 +0000] "GET /orders/${n} HTTP/1.1" 200 ${n}`;
}

/** The lines from one number to another, as they stand in a file. */
export function lines(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, index) => `${line(from + index)}\n`).join('');
}

/** The lines from 1 to a number. */
export function expected(to: number): string[] {
  return Array.from({ length: to }, (_, index) => line(index + 1));
}
