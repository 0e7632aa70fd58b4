/** Reads `test/mutation-survivors.md`: the changes that no test can notice, with the reason. */

export interface ListedSurvivor {
  readonly file: string;
  /** The lines that are changed, as one line with single blanks, and what becomes of them. */
  readonly from: string;
  readonly to: string;
}

/** Blanks and line feeds do not count: a formatter may move them. */
export const asOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/**
 * A heading `## path` for each file; below it a reason, then a block of `diff` with pairs of lines `- …` and `+ …`.
 *
 * @throws Error for a block without a file or a reason, and for a line without its counterpart.
 */
export function parseSurvivors(markdown: string): ListedSurvivor[] {
  const survivors: ListedSurvivor[] = [];
  let file: string | undefined;
  let reason = '';
  let from: string | undefined;
  let isInBlock = false;
  for (const [at, line] of markdown.split('\n').entries()) {
    const fail = (expected: string) => new Error(`mutation-survivors.md:${at + 1}: expected ${expected}, got ${line}`);
    if (line.startsWith('```')) {
      if (!isInBlock && (file === undefined || reason === '')) throw fail('a file and a reason before a block');
      if (from !== undefined) throw fail('a line that begins with +');
      isInBlock = !isInBlock;
      // The next block needs a reason of its own.
      if (!isInBlock) reason = '';
    } else if (!isInBlock) {
      const heading = /^## `?([^`]+)`?$/.exec(line);
      if (heading === null) reason = line.trim() || reason;
      else [file, reason] = [heading[1], ''];
    } else if (line.startsWith('- ') && from === undefined) {
      from = asOneLine(line.slice(2));
    } else if (line.startsWith('+ ') && from !== undefined && file !== undefined) {
      survivors.push({ file, from, to: asOneLine(line.slice(2)) });
      from = undefined;
    } else {
      throw fail('pairs of lines that begin with - and +');
    }
  }
  return survivors;
}
