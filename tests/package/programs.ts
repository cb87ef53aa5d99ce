import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/paths.js';
import { fencesOf } from '../promises/fences.js';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** The README's application, as it stands there, on a port that is free. */
function readmeProgram(): string {
  const fence = fencesOf(README).find(
    ({ language, code }) => language === 'js' && code.includes('createGrowthEngine(')
  );
  if (fence === undefined) throw new Error('The README has no js snippet with createGrowthEngine().');
  if (!fence.code.includes('app.listen(3000)'))
    throw new Error('The README’s application does not listen on 3000 any more.');
  return fence.code.replace('app.listen(3000)', "app.listen(Number(process.env.PORT), '127.0.0.1')");
}

/** What keeps a process alive 50 ms after the end of everything is said, not waited for. */
const EPILOGUE = `
process.once('SIGTERM', () => {
  const timer = setTimeout(() => console.log('left: ' + JSON.stringify(process.getActiveResourcesInfo())), 1500);
  timer.unref();
});
`;

export const esmProgram = (): string => readmeProgram() + EPILOGUE;

/** The same with the README's line for CommonJS. */
export function commonJsProgram(): string {
  const line = /`(const \{ createGrowthEngine \} = require\('@growth-engine\/collector'\))`/.exec(README)?.[1];
  if (line === undefined) throw new Error('The README has no line for CommonJS.');
  const code = readmeProgram()
    .replace("import express from 'express';", "const express = require('express');")
    .replace("import { createGrowthEngine } from '@growth-engine/collector';", `${line};`);
  if (/^import /m.test(code))
    throw new Error('The README’s application imports something that CommonJS would not know.');
  return code + EPILOGUE;
}
