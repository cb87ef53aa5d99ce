import type { ExpositionFormat, Instruments, Selection } from '../types.js';

export async function collectText(instruments: Instruments): Promise<string> {
  let text = '';
  for await (const slice of instruments.render()) text += slice;
  return text;
}

export async function collectBytes(
  instruments: Instruments,
  format: ExpositionFormat,
  selection?: Selection
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of instruments.expose(format, new AbortController().signal, selection)) {
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}
