/** A fenced piece of a Markdown text. */
export interface Fence {
  /** The last heading before it, and a number where there is more than one below it. */
  readonly id: string;
  readonly language: string;
  readonly code: string;
  /** Line of the text on which the code begins. */
  readonly line: number;
}

const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

export function fencesOf(markdown: string): readonly Fence[] {
  const fences: Fence[] = [];
  const perHeading = new Map<string, number>();
  let heading = 'top';
  let open:
    { readonly language: string; readonly line: number; readonly code: string[]; readonly indent: number } | undefined;
  markdown.split('\n').forEach((text, index) => {
    const fence = /^(\s*)```(\w*)/.exec(text);
    if (open !== undefined) {
      if (fence === null) {
        open.code.push(text.slice(open.indent));
        return;
      }
      const count = (perHeading.get(heading) ?? 0) + 1;
      perHeading.set(heading, count);
      const id = count === 1 ? heading : `${heading}-${count}`;
      fences.push({ id, language: open.language, code: open.code.join('\n'), line: open.line });
      open = undefined;
    } else if (fence !== null) {
      open = { language: fence[2] ?? '', line: index + 2, code: [], indent: (fence[1] ?? '').length };
    } else if (/^#{1,6} /.test(text)) {
      heading = slug(text.replace(/^#+ /, ''));
    }
  });
  return fences;
}
