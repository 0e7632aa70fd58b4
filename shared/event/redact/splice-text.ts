/**
 * Replaces parts of a text that one expression finds and a function measures; what the function leaves is searched on.
 */

/** What stands from `from` to `to` becomes `by`. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/**
 * `text` with every splice that `measure` gives for a match of `head`, which must be global. The search goes on after
 * the splice, or straight after the head where there is none, so that nothing found inside a harmless value is missed.
 */
export function spliceText(
  text: string,
  head: RegExp,
  measure: (match: RegExpExecArray, end: number) => Splice | undefined,
): string {
  let result = '';
  let done = 0;
  head.lastIndex = 0;
  for (let match = head.exec(text); match !== null; match = head.exec(text)) {
    const splice = measure(match, head.lastIndex);
    if (splice === undefined) continue;
    result += text.slice(done, splice.from) + splice.by;
    done = splice.to;
    head.lastIndex = Math.max(splice.to, head.lastIndex);
  }
  return done === 0 ? text : result + text.slice(done);
}

/** What `expression`, which must be sticky, matches at `at`; empty when nothing. */
export function matchAt(text: string, expression: RegExp, at: number): string {
  expression.lastIndex = at;
  return expression.exec(text)?.[0] ?? '';
}
