/**
 * Makes the text of a time. Log calls come in bunches, so the text up to the second is kept and only the
 * milliseconds are written anew.
 */
export class IsoTime {
  private second = Number.NaN;
  private prefix = '';
  private wholeSecond = '';

  /** RFC 3339, UTC, milliseconds. */
  format(timeMs: number): string {
    const second = Math.floor(timeMs / 1000);
    if (second !== this.second) {
      this.second = second;
      this.prefix = new Date(second * 1000).toISOString().slice(0, 20);
      this.wholeSecond = this.prefix.slice(0, 19);
    }
    const milliseconds = timeMs - second * 1000;
    return `${this.prefix}${milliseconds < 100 ? (milliseconds < 10 ? '00' : '0') : ''}${milliseconds}Z`;
  }

  /** True for a text that says the same second as `timeMs`: what `format.timestamp()` adds to each call. */
  saysNow(text: string, timeMs: number): boolean {
    if (text.length === 24 && this.second === Math.floor(timeMs / 1000) && text.startsWith(this.wholeSecond)) {
      return true;
    }
    const parsed = Date.parse(text);
    return Math.abs(parsed - timeMs) < 2_000;
  }
}
