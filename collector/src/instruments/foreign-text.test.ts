import { describe, expect, it } from '@jest/globals';
import { foreignAsText } from './foreign-encoder.js';
import { readForeignText } from './foreign-text.js';

interface Admitted {
  readonly text: string;
  readonly collided: string[];
  readonly malformed: string[];
}

function admit(text: string, taken: readonly string[] = [], isOpenMetrics = false, toOpenMetrics = false): Admitted {
  const names = new Set(taken);
  const collided: string[] = [];
  const malformed: string[] = [];
  const families = readForeignText(text, {
    isOpenMetrics,
    take: (family) => !names.has(family),
    collided: (family) => collided.push(family),
    malformed: (line) => malformed.push(line),
  });
  return { text: [...foreignAsText(families, toOpenMetrics)].join(''), collided, malformed };
}

const ORDERS = '# HELP orders_total Orders.\n# TYPE orders_total counter\norders_total{kind="a b} 1"} 3\n';
const SIZE =
  '# HELP size Size.\n# TYPE size histogram\nsize_bucket{le="1"} 1\nsize_bucket{le="+Inf"} 2\nsize_sum 5\nsize_count 2\n';

describe('the text of another registry', () => {
  it('passes through as it is', () => {
    expect(admit(ORDERS + SIZE)).toEqual({ text: ORDERS + SIZE, collided: [], malformed: [] });
  });

  it('loses a family whose name is taken, all of its lines, and nothing else', () => {
    expect(admit(SIZE + ORDERS, ['size'])).toEqual({ text: ORDERS, collided: ['size'], malformed: [] });
  });

  it('keeps samples that nothing announces, timestamps, and every spelling of a number', () => {
    const text = 'plain 1\nwith_time 2.5e-7 1395066363000\nnot_a_number Nan\ninf +Inf\nneg{} -.5\n';
    expect(admit(text)).toEqual({ text: text.replace('Nan', 'NaN'), collided: [], malformed: [] });
  });

  it('loses lines for which Prometheus would refuse the whole scrape', () => {
    const bad = [
      '<html>',
      'no_value',
      'x{a="b" 1',
      'bad [object Object]',
      '1digit 3',
      'x{a=b} 1',
      'x{a="b"c} 1',
      'x 1 soon',
    ];
    expect(admit(`${bad.join('\n')}\n${ORDERS}`)).toEqual({ text: ORDERS, collided: [], malformed: bad });
  });

  it('becomes format 0.0.4 when it is OpenMetrics', () => {
    const text =
      '# HELP orders Orders.\n# TYPE orders counter\n# UNIT orders things\n' +
      'orders_total{kind="a"} 3 # {trace_id="abc"} 1 1395066363\n# TYPE thing unknown\nthing 1\n# EOF\n';
    expect(admit(text, [], true).text).toBe(
      '# HELP orders_total Orders.\n# TYPE orders_total counter\norders_total{kind="a"} 3\n# TYPE thing untyped\nthing 1\n'
    );
  });

  it('becomes OpenMetrics: counters without suffix in the header, seconds, quoted help, no spaces in labels', () => {
    const text =
      '# HELP orders_total The "orders".\n# TYPE orders_total counter\norders_total { a = "b" , } 3 1395066363500\n' +
      '# TYPE things counter\nthings 1\n# TYPE other untyped\nother 2\n';
    expect(admit(text.replace('total {', 'total{'), [], false, true).text).toBe(
      '# TYPE orders counter\n# HELP orders The \\"orders\\".\norders_total{a="b"} 3 1395066363.5\n' +
        '# TYPE things unknown\nthings 1\n# TYPE other unknown\nother 2\n'
    );
  });

  it('comes in slices when it is long', () => {
    const text = Array.from({ length: 10_000 }, (_, index) => `x{i="${index}"} 1\n`).join('');
    const nothing = (): void => {};
    const slices = [
      ...readForeignText(text, { isOpenMetrics: false, take: () => true, collided: nothing, malformed: nothing }),
    ];
    expect(slices).toHaveLength(10);
    expect(slices.map(({ isContinued }) => isContinued)).toEqual([false, ...Array<boolean>(9).fill(true)]);
    expect([...foreignAsText(slices, false)].join('')).toBe(text);
  });

  it('bears carriage returns, blank lines and a missing end of line', () => {
    expect(admit('a 1\r\n\r\nb 2').text).toBe('a 1\nb 2\n');
  });
});
