import type { Style } from './style.js';
import { widthOf } from './style.js';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const GAP = '  ';

/** Aligned columns under quiet titles, indented by two; the last column is not padded. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], style: Style): string {
  const widths = columns.map((column, index) =>
    Math.max(widthOf(column.title), ...rows.map((row) => widthOf(row[index] ?? '')))
  );
  const line = (cells: readonly string[]): string =>
    `${GAP}${cells
      .map((cell, index) => {
        const space = ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(cell)));
        return columns[index]?.align === 'right' ? space + cell : cell + space;
      })
      .join(GAP)}`.trimEnd();
  return [line(columns.map(({ title }) => (title === '' ? '' : style.quiet(title)))), ...rows.map(line)]
    .map((text) => `${text}\n`)
    .join('');
}

/** Breaks text at spaces so that no line is longer than `width`, with `indent` before each. */
export function wrap(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width - indent.length) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((each) => `${indent}${each}\n`).join('');
}
