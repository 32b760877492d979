import type { AccessReport, ReportPanel, ReportRow } from './access-report.js';
import { oneLine } from './plain-text.js';
import { hasHosts, headFigures, rowName, spanText } from './report-lines.js';
import { bytesText, countText, latencyText, shareText } from './words.js';

const ROWS = 50;

const STYLE = `
:root{color-scheme:light dark;--ink:#1d2433;--soft:#667085;--line:#e4e7ec;--page:#f7f8fa;--card:#fff;--bar:#7aa7e8;--bad:#d92d20}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ef;--soft:#98a2b3;--line:#2f3645;--page:#12161f;--card:#1a202c;--bar:#3d6db5;--bad:#f97066}}
*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--ink);font:15px/1.45 system-ui,sans-serif}
main{max-width:1100px;margin:0 auto;padding:16px}h1{font-size:20px;margin:8px 0;overflow-wrap:anywhere}h2{font-size:16px;margin:0 0 8px}
p{margin:4px 0;color:var(--soft)}.note{color:var(--bad)}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(140px,1fr));gap:8px;margin:16px 0}
dl div,section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px}
dt{color:var(--soft);font-size:13px}dd{margin:0;font-size:18px;font-weight:600;overflow-wrap:anywhere}
section{margin:0 0 16px}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:5px 6px;text-align:right;white-space:nowrap;border-top:1px solid var(--line)}th{color:var(--soft);font-weight:400;font-size:13px;border:0}
th:first-child,td:first-child{text-align:left;white-space:normal;overflow-wrap:anywhere;width:50%}
i{display:block;height:4px;border-radius:2px;background:var(--bar);margin-top:2px;min-width:1px}.bad{color:var(--bad)}
@media(max-width:640px){.wide{display:none}main{padding:8px}section{padding:8px}th,td{padding:5px 4px}}`;

/** The report as one page that needs nothing else: no script, no file, no network. */
export function htmlReport(report: AccessReport): string {
  const showHosts = hasHosts(report);
  const span = spanText(report);
  const title = `Requests of ${oneLine(report.of)}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title><style>${STYLE}</style></head><body><main>
<h1>${escaped(title)}</h1>
${span === '' ? '' : `<p>${escaped(span)}</p>`}
${report.notes.map((note) => `<p class="note">${escaped(oneLine(note))}</p>`).join('\n')}
<dl>${headFigures(report)
    .map(([word, figure]) => `<div><dt>${escaped(word)}</dt><dd>${escaped(figure)}</dd></div>`)
    .join('')}</dl>
${report.panels.map((panel) => section(panel, report.total.requests, showHosts)).join('\n')}
</main></body></html>
`;
}

function section(panel: ReportPanel, total: number, showHosts: boolean): string {
  const rows = panel.rows.slice(0, ROWS);
  const hidden = panel.rows.slice(ROWS).reduce((sum, { requests }) => sum + requests, panel.other);
  const most = Math.max(1, ...rows.map(({ requests }) => requests));
  return `<section><h2>${escaped(panel.title)}</h2><table>
<thead><tr><th></th><th>requests</th><th class="wide">share</th><th>errors</th><th class="wide">faults</th><th class="wide">bytes</th><th>p95 / ø</th></tr></thead>
<tbody>${rows.map((row) => tableRow(row, total, most, showHosts)).join('\n')}</tbody></table>
${hidden > 0 ? `<p>${countText(hidden)} others</p>` : ''}${panel.approximate > 0 ? `<p>Each may have up to ${countText(panel.approximate)} more.</p>` : ''}</section>`;
}

function tableRow(row: ReportRow, total: number, most: number, showHosts: boolean): string {
  const { requests, errors, faults, bytes, latency } = row;
  const width = ((requests / most) * 100).toFixed(1);
  const red = (count: number): string => (count > 0 ? ' bad' : '');
  return `<tr><td>${escaped(oneLine(rowName(row, showHosts)))}<i style="width:${width}%"></i></td><td>${countText(requests)}</td><td class="wide">${shareText(total === 0 ? 0 : requests / total)}</td><td class="${red(errors)}">${countText(errors)}</td><td class="wide${red(faults)}">${countText(faults)}</td><td class="wide">${bytesText(bytes)}</td><td>${escaped(latencyText(latency))}</td></tr>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);
}
