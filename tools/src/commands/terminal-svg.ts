const [CELL, LINE, MARGIN] = [8.4, 18, 14];
const INK = '#d5d9e0';
const PAGE = '#161b26';
const COLOURS: Readonly<Record<number, string>> = { 31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 36: '#56d4dd' };
const SGR = /\u001b\[([\d;]*)m/;

interface Style {
  colour: string;
  isBold: boolean;
  isDim: boolean;
  isInverse: boolean;
}

const PLAIN: Style = { colour: INK, isBold: false, isDim: false, isInverse: false };

/**
 * A picture of a terminal.
 *
 * @param screen lines with SGR sequences, as `tmux capture-pane -e` gives them
 */
export function terminalSvg(screen: string, { columns, rows }: { columns: number; rows: number }): string {
  const [width, height] = [columns * CELL + 2 * MARGIN, rows * LINE + 2 * MARGIN];
  let style = PLAIN;
  const lines = screen.split('\n').slice(0, rows).map((line, row) => {
    const drawn = drawnLine(line, row, style);
    style = drawn.style;
    return drawn.svg;
  }); // prettier-ignore
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<rect width="100%" height="100%" rx="8" fill="${PAGE}"/>
<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">
${lines.filter((line) => line !== '').join('\n')}
</g></svg>
`;
}

function drawnLine(line: string, row: number, before: Style): { svg: string; style: Style } {
  let style = before;
  let column = 0;
  let svg = '';
  // Text and the parameters of sequences, in turn.
  for (const [index, part] of line.split(SGR).entries()) {
    if (index % 2 === 1) {
      style = styled(style, part);
      continue;
    }
    svg += drawnText(part, column, row, style);
    column += [...part].length;
  }
  return { svg, style };
}

function drawnText(text: string, column: number, row: number, { colour, isBold, isDim, isInverse }: Style): string {
  if (text === '') return '';
  const [x, y, width] = [MARGIN + column * CELL, MARGIN + row * LINE, [...text].length * CELL];
  const back = isInverse ? `<rect x="${x}" y="${y}" width="${width}" height="${LINE}" fill="${colour}"/>` : '';
  if (text.trim() === '') return back;
  // The length holds the columns where the font is another one.
  return `${back}<text x="${x}" y="${y + 13.5}" textLength="${width}" lengthAdjust="spacingAndGlyphs" fill="${isInverse ? PAGE : colour}"${isBold ? ' font-weight="700"' : ''}${isDim ? ' opacity="0.6"' : ''}>${escaped(text)}</text>`;
}

function styled(before: Style, parameters: string): Style {
  let style = before;
  for (const code of parameters.split(';').map(Number)) {
    if (code === 0) style = PLAIN;
    else if (code === 1) style = { ...style, isBold: true };
    else if (code === 2) style = { ...style, isDim: true };
    else if (code === 7) style = { ...style, isInverse: true };
    else style = { ...style, colour: COLOURS[code] ?? INK };
  }
  return style;
}

function escaped(text: string): string {
  // Spaces of SVG fall together.
  return text.replaceAll(' ', '\u00a0').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
