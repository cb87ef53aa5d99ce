import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** At the end, in few lines, why each attempt failed: of a long report often only the end is kept. */
export default class CausesReporter implements Reporter {
  readonly #lines: string[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === 'passed' || result.status === 'skipped') return;
    const place = test.parent.project()?.name ?? '';
    const causes = result.errors.map(({ message = '', location }) => {
      const text = message
        .replaceAll(COLOURS, '')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '')
        .slice(0, 6)
        .join(' | ')
        .slice(0, 600);
      return `      ${location === undefined ? '' : `line ${location.line}: `}${text}`;
    });
    this.#lines.push(
      `  [${place}] ${test.title}, attempt ${result.retry + 1}, ${result.status} after ${Math.round(result.duration / 1000)} s`,
      ...causes
    );
  }

  onEnd(_result: FullResult): void {
    if (this.#lines.length > 0) console.log(`\nWhy:\n${this.#lines.join('\n')}`);
  }
}
