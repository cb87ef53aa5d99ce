/** One thing that is wrong with a configuration. */
export interface ConfigIssue {
  /** Dotted key, e.g. `services.shop.targets.response_time`; empty for the document as a whole. */
  readonly path: string;
  /** One sentence: the key, its value, and what would be right. */
  readonly message: string;
}

/** A configuration that cannot be used. Its message lists every issue. */
export class ConfigError extends Error {
  readonly issues: readonly ConfigIssue[];

  constructor(source: string, issues: readonly ConfigIssue[], options?: ErrorOptions) {
    const [first, ...others] = issues;
    super(
      first !== undefined && others.length === 0
        ? `${source}: ${first.message}`
        : `${source} has ${issues.length} problems:\n${issues.map((issue) => `  - ${issue.message}`).join('\n')}`,
      options
    );
    this.name = 'ConfigError';
    this.issues = issues;
  }
}

/** Why a collector cannot start: one cause in one sentence, and what to do about it. */
export class StartError extends Error {
  readonly nextStep: string;

  constructor(detail: string, nextStep: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'StartError';
    this.nextStep = nextStep;
  }
}

/** By shape, not by class: an error may come from another realm (a worker, a test runner). */
const propertyOf = (error: unknown, key: 'message' | 'code'): string | undefined => {
  if (typeof error !== 'object' || error === null || !(key in error)) return undefined;
  const value: unknown = (error as Record<string, unknown>)[key];
  return typeof value === 'string' ? value : undefined;
};

export const messageOf = (error: unknown): string => propertyOf(error, 'message') ?? String(error);

/** The `code` of an error of Node's (`ENOSPC`, `EADDRINUSE`, …). */
export const codeOf = (error: unknown): string | undefined => propertyOf(error, 'code');
