import { type AccessReport, ReportTally, tallyReport } from '@log-monitor/access-report';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { request } from '../../../../libs/access-statistics/test/sample-records.js';
import { UsageError } from '../../src/command-line/arguments.js';
import { fitted, styledLine } from '../../src/top/screen/styled.js';
import { topFrame } from '../../src/top/screen/top-frame.js';
import { FIRST_STATE, type Key, pressed, type ViewState } from '../../src/top/screen/view-state.js';
import { topArguments } from '../../src/top/top-arguments.js';

const SHOWN = { panels: ['hosts', 'routes', 'urls'], rows: 10 } as const;
const key = (text: string, name = text): Key => ({ name, text, ctrl: false, shift: false });

function press(keys: readonly Key[], from: ViewState = FIRST_STATE): ViewState {
  return keys.reduce((state, one) => {
    const next = pressed(state, one, SHOWN);
    if (next === 'quit') throw new Error('ended');
    return next;
  }, from);
}

function reportOf(paths: readonly string[]): AccessReport {
  const tally = new ReportTally();
  for (const [index, urlPath] of paths.entries())
    for (let again = 0; again <= index; again += 1)
      tally.add(request({ urlPath, httpRoute: urlPath, httpResponseStatusCode: index === 0 ? 500 : 200 }));
  return tallyReport(tally, 'a.log', 100);
}

const withoutStyles = (line: string): string => line.replace(/\u001b\[\d+m/g, '');

const textOf = (report: AccessReport, state: ViewState, columns = 100, rows = 30): string[] =>
  topFrame(report, state, { columns, rows }, 'following')
    .map((pieces) => styledLine(pieces, columns, false))
    .map(withoutStyles);

describe('keys', () => {
  it('go from panel to panel, and around', () => {
    expect(press([key('\t', 'tab'), key('\t', 'tab')]).panel).toBe(2);
    expect(press([key('\t', 'tab'), key('\t', 'tab'), key('\t', 'tab')]).panel).toBe(0);
    expect(press([{ ...key('\t', 'tab'), shift: true }]).panel).toBe(2);
    expect(press([key('2')]).panel).toBe(1);
    expect(press([key('9')]).panel).toBe(0);
  });

  it('scroll, choose the order, pause, end', () => {
    expect(press([key('', 'down'), key('', 'pagedown'), key('', 'up')]).offset).toBe(10);
    expect(press([key('', 'up')]).offset).toBe(0);
    expect(press([key('s')]).order).toBe('errors');
    expect(press([{ ...key('S', 's'), shift: true }]).order).toBe('name');
    expect(press([key('p')]).isPaused).toBe(true);
    expect(pressed(FIRST_STATE, key('q'), SHOWN)).toBe('quit');
    expect(pressed({ ...FIRST_STATE, isTyping: true }, { ...key('\u0003', 'c'), ctrl: true }, SHOWN)).toBe('quit');
  });

  it('write a filter, in which q and s are letters', () => {
    const typed = press([key('/'), key('q'), key('s'), key('x'), key('', 'backspace'), key('\r', 'return')]);
    expect(typed).toMatchObject({ filter: 'qs', isTyping: false });
    expect(press([key('\u001b', 'escape')], typed).filter).toBe('');
  });
});

describe('the screen', () => {
  it('has the rows in the order that was chosen, and only those with the text', () => {
    const report = reportOf(['/pay', '/cart', '/orders']);
    const names = (state: ViewState): string[] =>
      textOf(report, { ...state, isOne: true, panel: report.panels.findIndex(({ name }) => name === 'urls') })
        .slice(-28)
        .flatMap((line) => /^ .* (\/\w+) *$/.exec(line)?.[1] ?? []);
    expect(names(FIRST_STATE)).toEqual(['/orders', '/cart', '/pay']);
    expect(names({ ...FIRST_STATE, order: 'errors' })[0]).toBe('/pay');
    expect(names({ ...FIRST_STATE, order: 'name' })).toEqual(['/cart', '/orders', '/pay']);
    expect(names({ ...FIRST_STATE, filter: 'CAR' })).toEqual(['/cart']);
  });

  it('fills any size, and nothing of a log is obeyed', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 60 }), text, (paths, columns, rows, filter) => {
        const lines = textOf(reportOf(['/\u001b]0;x\u0007', ...paths]), { ...FIRST_STATE, filter }, columns, rows);
        expect(lines).toHaveLength(rows);
        for (const one of lines) expect(one).toMatch(/^[^\u0000-\u001f\u007f-\u009f]*$/);
      }),
      { numRuns: 40 },
    ); // prettier-ignore
  });

  it('cuts text at its columns, wide characters count twice', () => {
    expect(fitted('abc', 5)).toBe('abc  ');
    expect(fitted('abcdef', 4)).toBe('abc…');
    expect(fitted('日本語', 6)).toBe('日本語');
    expect(fitted('日本語', 5)).toBe('日本…');
    expect(fitted('日本語', 4)).toBe('日… ');
    expect(fitted('e\u0301a', 2)).toBe('e\u0301a');
    expect(fitted('abc', 0)).toBe('');
  });
});

describe('the command line of top', () => {
  it('takes files by name, and what to write', () => {
    expect(topArguments(['-i', 'a.log', 'b.log', '-o', 'x.html'], {})).toMatchObject({
      inputs: ['a.log', 'b.log'],
      output: { format: 'html', path: 'x.html' },
    });
    expect(topArguments(['-o', 'json'], {}).output).toEqual({ format: 'json', path: undefined });
    expect(topArguments(['--since', '2h'], { LOG_MONITOR_URL: 'http://m:1' })).toMatchObject({
      since: 'now-2h',
      inputs: [],
      url: new URL('http://m:1/'),
    });
  });

  it('says what is wrong with it', () => {
    expect(() => topArguments(['-o', 'x.pdf'], {})).toThrow(UsageError);
    expect(() => topArguments(['--no-such'], {})).toThrow(UsageError);
    expect(() => topArguments(['-', '-i', '-'], {})).toThrow('once');
  });
});
