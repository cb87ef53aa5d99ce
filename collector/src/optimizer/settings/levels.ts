import { ProblemError } from '../../contract/index.js';

interface Level {
  readonly min: number;
  readonly max: number;
  readonly title: string;
}

/** @throws ProblemError `invalid-body` that names every key at fault with the range that would be right. */
export function checkLevels(
  what: string,
  part: Readonly<Record<string, unknown>>,
  definitions: Readonly<Record<string, Level>>
): void {
  const known = Object.keys(definitions).join(', ');
  const errors = Object.entries(part).flatMap(([key, value]) => {
    const definition = definitions[key];
    if (definition === undefined) return [{ path: key, message: `"${key}" is no ${what}; known are ${known}` }];
    const isFine = typeof value === 'number' && value >= definition.min && value <= definition.max;
    return isFine
      ? []
      : [
          {
            path: key,
            message: `${key} must be a number from ${definition.min} to ${definition.max}, not ${String(value)}`,
          },
        ];
  });
  const [first] = errors;
  if (first === undefined) return;
  throw new ProblemError('invalid-body', `${first.message}.`, `Correct the ${what} and send it again.`, { errors });
}
