import { describe, expect, it } from 'vitest';
import { AccessLogSource, detectFormat } from '@log-monitor/access-log';

const TIME = '10/Dec/2025:10:23:10 +0000';
const many = (count: number, line: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => line(index));

const combined = (index: number): string =>
  `1.2.3.${index % 250} - - [${TIME}] "GET /${index} HTTP/1.1" 200 ${index} "-" "curl/8"`;
const main = (index: number): string => `${combined(index)} "${index % 3 === 0 ? '203.0.113.1, 10.0.0.1' : '-'}"`;
const vhost = (index: number): string => `shop-a.example.com:443 ${combined(index)}`;
const common = (index: number): string => `1.2.3.4 - bob [${TIME}] "GET /${index} HTTP/1.1" 200 ${index}`;
const kong = (index: number): string => `1.2.3.4 [${TIME}] "GET /${index} HTTP/1.1" 200 0.1 - "h-1.example.com" "curl"`;
const json = (index: number): string =>
  `{"remote_addr":"1.2.3.4","request":"GET /${index} HTTP/1.1","status":200,"time":"2025-12-10T10:23:10Z"}`;
const error = (index: number): string => `2025/12/10 10:23:10 [error] 7#7: *${index} broken`;
const garbage = (index: number): string => `${index} this is no line of any format`;

describe('detection', () => {
  it.each([
    ['combined', combined],
    ['main', main],
    ['vhost_combined', vhost],
    ['common', common],
    ['kong', kong],
    ['json', json],
    ['nginx-error', error],
  ])('finds %s', (format, line) => {
    expect(detectFormat(many(100, line))).toMatchObject({ format, confidence: 1, lines: 100 });
  });

  it('judges many lines, not the first', () => {
    const lines = [garbage(1), garbage(2), kong(1), ...many(97, combined)];
    const detection = detectFormat(lines);
    expect(detection).toMatchObject({ format: 'combined', lines: 100 });
    expect(detection.confidence).toBeCloseTo(0.97, 5);
    expect(detection.scores.map(({ format }) => format)).toEqual(expect.arrayContaining(['combined', 'kong']));
  });

  it('is not led astray by error lines between the requests', () => {
    const detection = detectFormat(many(100, (index) => (index % 3 === 0 ? combined(index) : error(index))));
    expect(detection).toMatchObject({ format: 'combined', confidence: 1 });
  });

  it('finds nothing in garbage', () => {
    expect(detectFormat(many(100, garbage))).toMatchObject({ format: undefined, confidence: 0 });
  });
});

describe('a source', () => {
  const read = (source: AccessLogSource, lines: string[]): Record<string, number> => {
    const kinds: Record<string, number> = {};
    for (const line of lines)
      for (const each of source.read(line)) kinds[each.line.kind] = (kinds[each.line.kind] ?? 0) + 1;
    return kinds;
  };

  it('loses no line while it is not sure', () => {
    const source = new AccessLogSource();
    expect(read(source, many(99, main))).toEqual({ access: 99 });
    expect(source.format).toMatchObject({ format: 'main', isDecided: false });
    expect(read(source, many(1, main))).toEqual({ access: 1 });
    expect(source.format).toMatchObject({ format: 'main', isDecided: true, confidence: 1, isGiven: false });
  });

  it('tells when it was wrong, and finds the new format', () => {
    const source = new AccessLogSource();
    read(source, many(200, combined));
    expect(read(source, many(2_000, kong))).not.toEqual({ access: 2_000 });
    expect(source.format).toMatchObject({ format: 'kong', isWrong: false, unparsedShare: 0 });
    expect(source.counts.lines).toBe(2_200);
    expect(source.counts.access + source.counts.unparsed).toBe(2_200);
  });

  it('reads lines of a second format that it has seen in its sample', () => {
    const source = new AccessLogSource();
    expect(
      read(
        source,
        many(1_000, (index) => (index % 10 === 0 ? json(index) : combined(index))),
      ),
    ).toEqual({ access: 1_000 });
  });

  it('keeps a given format, and says which one would do', () => {
    const source = new AccessLogSource({ format: 'common' });
    read(source, many(50, common));
    expect(source.format).toMatchObject({ isGiven: true, isWrong: false });
    expect(read(source, many(500, json))).toEqual({ unparsed: 500 });
    expect(source.format).toMatchObject({
      format: 'common',
      isGiven: true,
      isWrong: true,
      detection: { format: 'json', confidence: 1 },
    });
    expect(source.format.unparsedShare).toBeCloseTo(500 / 550, 5);
  });

  it('does not call a format wrong for a few bad lines', () => {
    const source = new AccessLogSource();
    read(
      source,
      many(2_000, (index) => (index % 10 === 0 ? garbage(index) : combined(index))),
    );
    expect(source.format).toMatchObject({ format: 'combined', isWrong: false });
    expect(source.format.unparsedShare).toBeCloseTo(0.1, 2);
    expect(source.counts).toMatchObject({ access: 1_800, unparsed: 200, reasons: { format_mismatch: 200 } });
  });

  it('goes on looking when the first lines are garbage', () => {
    const source = new AccessLogSource();
    read(source, many(250, garbage));
    expect(source.format).toMatchObject({ format: undefined, isDecided: false });
    expect(read(source, many(200, kong))).toEqual({ access: 200 });
    expect(source.format).toMatchObject({ format: 'kong', isDecided: true });
  });
});
