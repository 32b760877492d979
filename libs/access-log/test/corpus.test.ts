import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AccessRecord } from '@log-monitor/access-record';
import { AccessLogSource } from '@log-monitor/access-log';

/**
 * 10,000 lines of a real Apache server (elastic/examples, Apache-2.0). The numbers were found by other means; with `zcat apache_logs.gz > al.txt`:
 *
 * methods      awk -F'"' '{split($2,a," ");print a[1]}' al.txt | sort | uniq -c
 * versions     awk -F'"' '{n=split($2,a," ");print a[n]}' al.txt | sort | uniq -c
 * statuses     sed -E 's|^[^"]*"([^"\\]|\\.)*" ([0-9]+) .*|\2|' al.txt | sort | uniq -c
 * bytes        sed -E 's|^[^"]*"([^"\\]|\\.)*" [0-9]+ ([0-9-]+) .*|\2|' al.txt | awk '$1=="-"{d++} {s+=$1} END{printf "%.0f %d\n",s,d}'
 * clients      cut -d' ' -f1 al.txt | sort | uniq -c | sort -rn
 * paths        awk -F'"' '{split($2,a," ");split(a[2],b,"?");print b[1]}' al.txt | sort | uniq -c | sort -rn
 * queries      awk -F'"' '{split($2,a," ");if(index(a[2],"?"))n++} END{print n}' al.txt
 * no referrer  awk -F'"' '$4=="-"' al.txt | wc -l
 * agents       awk -F'"' '{print $6}' al.txt | sort -u | wc -l
 * days         cut -d[ -f2 al.txt | cut -c1-11 | sort | uniq -c
 * hours        cut -d[ -f2 al.txt | cut -d: -f2 | sort | uniq -c
 */
const FILE = path.join(import.meta.dirname, 'corpus/elastic-apache/apache_logs.gz');

function countBy(
  records: readonly AccessRecord[],
  of: (record: AccessRecord) => string | number | undefined,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const record of records) {
    const key = String(of(record));
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

describe('a real day of Apache', () => {
  const source = new AccessLogSource();
  const records: AccessRecord[] = [];
  let bytes = Buffer.alloc(0);

  beforeAll(() => {
    bytes = gunzipSync(readFileSync(FILE));
    let from = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
      for (const { line } of source.read(bytes.subarray(from, end))) if (line.kind === 'access') records.push(line);
      from = end + 1;
    }
  });

  it('finds the format and loses no line', () => {
    expect(source.format).toMatchObject({ format: 'combined', isDecided: true, confidence: 1, isWrong: false });
    expect(source.counts).toMatchObject({ lines: 10_000, access: 10_000, unparsed: 0, error: 0, heartbeat: 0 });
  });

  it('counts methods, versions and statuses', () => {
    expect(countBy(records, (record) => record.httpRequestMethod)).toEqual({
      GET: 9_952,
      HEAD: 42,
      OPTIONS: 1,
      POST: 5,
    });
    expect(countBy(records, (record) => record.networkProtocolVersion)).toEqual({ '1.0': 700, '1.1': 9_300 });
    expect(countBy(records, (record) => record.httpResponseStatusCode)).toEqual({ 200: 9_126, 206: 45, 301: 164, 304: 445, 403: 2, 404: 213, 416: 2, 500: 3 }); // prettier-ignore
  });

  it('adds up bytes', () => {
    expect(records.reduce((sum, record) => sum + (record.httpResponseBodySize ?? 0), 0)).toBe(2_747_282_740);
    expect(records.filter((record) => record.httpResponseBodySize === undefined)).toHaveLength(669);
  });

  it('tells clients, paths and agents apart', () => {
    const clients = countBy(records, (record) => record.clientAddress);
    expect(Object.keys(clients)).toHaveLength(1_753);
    expect(clients).toMatchObject({ '66.249.73.135': 482, '46.105.14.53': 364, '130.237.218.86': 357, '75.97.9.59': 273, '50.16.19.13': 113 }); // prettier-ignore
    const paths = countBy(records, (record) => record.urlPath);
    expect(Object.keys(paths)).toHaveLength(1_368);
    expect(paths).toMatchObject({ '/favicon.ico': 807, '/': 575, '/style2.css': 546, '/reset.css': 538, '/images/jordan-80.png': 533 }); // prettier-ignore
    expect(new Set(records.map((record) => record.userAgentOriginal)).size).toBe(559);
    expect(records.filter((record) => record.urlQuery !== undefined)).toHaveLength(1_259);
    expect(records.filter((record) => record.httpRequestReferrer === undefined)).toHaveLength(4_073);
  });

  it('spreads them over days and hours', () => {
    const iso = (record: AccessRecord): string => new Date(record.timestamp ?? 0).toISOString();
    expect(countBy(records, (record) => iso(record).slice(0, 10))).toEqual({ '2015-05-17': 1_632, '2015-05-18': 2_893, '2015-05-19': 2_896, '2015-05-20': 2_579 }); // prettier-ignore
    const hours = countBy(records, (record) => iso(record).slice(11, 13));
    expect(Object.keys(hours).sort().map((hour) => hours[hour])).toEqual([361, 360, 365, 354, 355, 371, 366, 357, 345, 364, 443, 459, 462, 475, 498, 496, 473, 484, 478, 493, 486, 453, 346, 356]); // prettier-ignore
  });

  it('says of the one line that was cut that it was', () => {
    expect(records.filter((record) => record.flags !== undefined).map(({ clientAddress, flags }) => ({ clientAddress, flags }))).toEqual([
      { clientAddress: '46.118.127.106', flags: ['cut'] },
    ]);
  }); // prettier-ignore

  it('makes routes and knows bots and browsers', () => {
    const routes = countBy(records, (record) => record.httpRoute);
    expect(Object.keys(routes).length).toBeLessThan(1_100);
    expect(routes['/images/web/:id/banner.png']).toBe(516);
    const bots = records.filter((record) => record.userAgentSyntheticType === 'bot');
    const googlebots = bytes
      .toString('latin1')
      .split('\n')
      .filter((line) => line.includes('Googlebot')).length;
    expect(bots.filter((record) => record.userAgentOriginal?.includes('Googlebot'))).toHaveLength(googlebots);
    expect(countBy(records, (record) => record.userAgentName)).toMatchObject({ Chrome: expect.any(Number) as number, Firefox: expect.any(Number) as number }); // prettier-ignore
  });
});
