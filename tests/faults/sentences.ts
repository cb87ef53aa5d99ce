import type { Problem } from '@growth-engine/collector/contract';
import { ensure } from '../lib/checks.js';
import type { Answer } from '../lib/control-api.js';

const STACK = /^\s+at .+:\d+:\d+\)?$/m;

/** One clear sentence: it names what it is about, and no stack trace hides it. Returns its first line. */
export function ensureSentence(text: string, ...mentions: readonly RegExp[]): string {
  ensure(!STACK.test(text), `It shows a stack trace:\n${text}`);
  for (const mention of mentions) ensure(mention.test(text), `It does not mention ${mention.source}:\n${text}`);
  const line = text
    .split('\n')
    .map((candidate) => candidate.trim())
    .find((candidate) => mentions[0]?.test(candidate) ?? candidate !== '');
  return line ?? text.trim();
}

/** A problem document with this status, a sentence and a next step. Returns both. */
export function ensureProblem(answer: Answer<unknown>, status: number, ...mentions: readonly RegExp[]): string {
  const problem = answer.body as Partial<Problem> | null;
  ensure(answer.status === status, `It answered ${answer.status}: ${JSON.stringify(problem)}`);
  ensure(
    answer.headers.get('content-type')?.startsWith('application/problem+json') === true,
    `Its content type is ${answer.headers.get('content-type') ?? 'missing'}.`
  );
  const { type, detail = '', nextStep = '' } = problem ?? {};
  ensure(type?.startsWith('urn:growth-engine:problem:') === true, `Its type is ${String(type)}.`);
  ensure(detail.length > 10 && nextStep.length > 5, `It lacks a sentence or a next step: ${JSON.stringify(problem)}`);
  const all = JSON.stringify(problem);
  for (const mention of mentions) ensure(mention.test(all), `It does not mention ${mention.source}: ${all}`);
  return `${detail} ${nextStep}`;
}
