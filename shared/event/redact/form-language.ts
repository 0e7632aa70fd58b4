/**
 * The small language in which forms of secrets are written: literal characters, classes, groups of literals, each with a
 * count in braces (`gh[opsu]_[A-Za-z0-9]{16,}`). `^` in front and `$` behind ask for a border there: no letter or digit.
 * Being so small, a form says by itself which characters every text that holds it must hold, and what samples of it are.
 */

/** One character of `set`, `min` to `max` times in a row. */
export interface FormPart {
  readonly set: string;
  readonly min: number;
  readonly max: number;
}

export interface Form {
  /** Matches the whole secret where `lastIndex` stands. */
  readonly expression: RegExp;
  /** Groups multiplied out: each variant is a plain row of parts. */
  readonly variants: readonly (readonly FormPart[])[];
}

const TOKEN = /\\(.)|\[((?:\\.|[^\]])+)\]|\(([^)]+)\)|([^\\[({])/y;
const COUNT = /\{(\d+)(?:(,)(\d+)?)?\}/y;

/** Throws a `SyntaxError` with the form when it is not written in this language. */
export function parseForm(text: string): Form {
  const before = text.startsWith('^');
  const after = text.endsWith('$') && !text.endsWith('\\$');
  const body = text.slice(before ? 1 : 0, after ? -1 : undefined);
  const source = (before ? '(?<![A-Za-z0-9])' : '') + body.replaceAll('(', '(?:') + (after ? '(?![A-Za-z0-9])' : '');
  let variants: FormPart[][] = [[]];
  for (let at = 0; at < body.length; ) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(body);
    if (token === null) throw new SyntaxError(`not a form of the language: ${text}`);
    at = TOKEN.lastIndex;
    const [, escaped, set, group, literal] = token;
    if (group !== undefined) {
      variants = group.split('|').flatMap((word) => variants.map((parts) => [...parts, ...literals(word)]));
      continue;
    }
    COUNT.lastIndex = at;
    const count = COUNT.exec(body);
    if (count !== null) at = COUNT.lastIndex;
    const min = Number(count?.[1] ?? 1);
    const max = count?.[2] === undefined ? min : Number(count[3] ?? Number.POSITIVE_INFINITY);
    const part = { set: literal ?? expandSet(set ?? `\\${escaped}`), min, max };
    variants = variants.map((parts) => [...parts, part]);
  }
  return { expression: new RegExp(source, 'y'), variants };
}

const literals = (word: string): FormPart[] =>
  [...word.replace(/\\(.)/g, '$1')].map((set) => ({ set, min: 1, max: 1 }));

/** The characters of a class: `a-f0-9_\-` written out. */
function expandSet(text: string): string {
  let set = '';
  for (const [, escaped, from, to, single] of text.matchAll(/\\(.)|(.)-(.)|(.)/g)) {
    if (escaped === 'w') set += expandSet('A-Za-z0-9_');
    else if (escaped === 'd') set += '0123456789';
    else if (from !== undefined && to !== undefined) {
      for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code += 1) set += String.fromCharCode(code);
    } else set += escaped ?? single ?? '';
  }
  return set;
}
