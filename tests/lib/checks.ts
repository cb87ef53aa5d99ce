const seconds = (begin: number): string => `${((performance.now() - begin) / 1000).toFixed(1)} s`;

/** One readable line per assertion, and a count at the end. */
export class Checks {
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  heading(text: string): void {
    console.log(`\n${text}`);
  }

  /** `work` throws where the sentence does not hold; what it returns stands behind the sentence. */
  async check(sentence: string, work: () => Promise<string | undefined> | string | undefined): Promise<boolean> {
    const begin = performance.now();
    try {
      const detail = await work();
      this.#passed += 1;
      console.log(`  ✓ ${sentence}${detail === undefined ? '' : `: ${detail}`} (${seconds(begin)})`);
      return true;
    } catch (error) {
      this.#failed += 1;
      const text = error instanceof Error ? error.message : String(error);
      console.log(`  ✗ ${sentence} (${seconds(begin)})\n      ${text.split('\n').join('\n      ')}`);
      return false;
    }
  }

  skip(sentence: string, reason: string): void {
    this.#skipped += 1;
    console.log(`  – ${sentence}: skipped, ${reason}`);
  }

  /** Prints the last line; true when nothing failed and something was tried. */
  summary(): boolean {
    const skipped = this.#skipped === 0 ? '' : `, ${this.#skipped} skipped`;
    console.log(`\n${this.#passed} passed, ${this.#failed} failed${skipped}`);
    return this.#failed === 0 && this.#passed > 0;
  }
}

/** @throws Error with the sentence when the condition does not hold. */
export function ensure(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Error(sentence);
}
