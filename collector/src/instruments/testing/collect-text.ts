import type { Instruments } from '../types.js';

export async function collectText(instruments: Instruments): Promise<string> {
  let text = '';
  for await (const slice of instruments.render()) text += slice;
  return text;
}
