import type { ServerResponse } from 'node:http';
import { PROBLEMS, problemType, type Problem, type ProblemId } from '../contract/index.js';

/** Answers with a problem document (RFC 9457). The connection stays as it is. */
export function answerProblem(response: ServerResponse, id: ProblemId, detail: string, nextStep: string): void {
  const { status, title } = PROBLEMS[id];
  const problem: Problem = { type: problemType(id), title, status, detail, nextStep };
  const body = JSON.stringify(problem);
  response.statusCode = status;
  response.setHeader('content-type', 'application/problem+json');
  response.setHeader('content-length', Buffer.byteLength(body));
  response.setHeader('cache-control', 'no-store');
  response.end(body);
}
