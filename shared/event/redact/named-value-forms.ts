/** The expressions that find a name and its value in text. None can fail late: time is in proportion to the text. */

/** A quote as it appears in text, in JSON inside JSON, in escaped JSON, in HTML and in URLs. */
const QUOTE = String.raw`(?:\\*["'\x60]|\\+u0022|&quot;|%22)`;
/** One word, or two or three that end like `API key`. Starts only where a word starts, so each is looked at once. */
const LETTER = String.raw`[\w.\u00c0-\u024f\u0300-\u036f\u0370-\u052f\u1e00-\u1eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af-]`;
const NAME = `(?<!${LETTER})((?:[A-Za-z]+ ){1,2}(?:keys?|string|id|codes?|phrase|passe)|${LETTER}+)`;
/** White space within a line, also that of other scripts and what has no width. */
const BLANK = String.raw`[ \t\u00a0\u200b-\u200d\u2060\u3000\ufeff]`;
/** Signs of assignment and comparison, as programs, shells, rules and people write them. */
const SIGN = String.raw`(?:=>|->|<-|(?:\[\])?[:?.+|&!~^*<>-]{0,4}={1,3}[~>]?|:{1,3}|[\uff1a\uff1d\u2192\u21d2]|%3[aAdD])`;
/** A type between the name and the sign: `var token string = …`. */
const TYPE = String.raw`(?:${BLANK}{0,4}:?${BLANK}{1,4}(?:string|String|str|&str|text|char\*)(?:\[\])?(?=${BLANK}{0,4}=))?`;
/** A line feed only before a lone word on the next line. */
const SEPARATOR = String.raw`((?:${QUOTE}|\[\]|\]|%5[bBdD]){0,3}${TYPE}${BLANK}{0,16}(?:${SIGN}${BLANK}{0,16}(?:\r?\n[ \t]{0,64}(?=[^\s:]+[ \t]*(?:\r?\n|$)))?|\((?=${QUOTE})))`;
const QUOTED = [
  String.raw`[bfruBFRU]{0,2}"(?:[^"\\]|\\[^])*"`,
  String.raw`[bfruBFRU]{0,2}'(?:[^'\\]|\\[^]|'')*'`,
  String.raw`\x60[^\x60]*\x60`,
].join('|');
const ANY_QUOTED = [
  QUOTED,
  // Escaped quotes: closed by the same escape, not by a longer one.
  String.raw`(?<open>\\+["'\x60]|\\+u0022|&quot;|%22)[^]{0,8192}?(?<!\\)\k<open>`,
  // A quote that is never closed, because the text was cut.
  String.raw`\\*["'\x60][^\n]*`,
].join('|');
const ANY_VALUE = [
  ANY_QUOTED,
  // What a shell is to put there.
  String.raw`\$\([^)\n]{0,1024}\)?`,
  // A YAML block.
  String.raw`[|>][+-]?\r?\n(?:[ \t]+[^\n]*(?:\n|$)){1,99}`,
  // Up to white space; separators end it only before another name, because passwords hold them too.
  String.raw`(?:[^\s,;&"'\x60]|[,;&](?![ \t]*[\w.%[\]-]{1,64}["']?[ \t]?[=:]|[\s,;&]|$)|(?<=\w)["'\x60](?=\w)|(?<=\()(?:${QUOTED}))+`,
].join('|');

export const NAMED = new RegExp(NAME + SEPARATOR, 'g');
export const VALUE = new RegExp(ANY_VALUE, 'y');
/** Also as two elements of a list: `"--password", "x"`. */
export const FLAG = new RegExp(
  String.raw`(?<![\w-])--?([A-Za-z][\w-]*)(?:[ \t]+(?!-)|${QUOTE}[ \t]*,\s*(?=${QUOTE}(?!-)))`,
  'g',
);
export const ARGUMENT = new RegExp(String.raw`${ANY_QUOTED}|[^\s"']+`, 'y');
export const NAMING = new RegExp(
  String.raw`(?<![\w.-])(?:\w{0,32}name|\w{0,32}key|k|header|field|param|parameter|variable|property|env|setting|attribute|path)${QUOTE}?[ \t]*[:=]\s*${QUOTE}(?:[\w./-]{0,256}/)?([\w. -]{1,64})${QUOTE}(?=[\s,])`,
  'gi',
);
/** YAML without quotes: `name: DB_PASSWORD`, and the value on the next line. */
export const NAMING_LINE = /(?<![\w.-])(?:name|key):[ \t]{1,8}([\w.-]{1,64})(?=\r?\n)/g;
export const MEMBER = new RegExp(
  String.raw`(?:\s{0,16},\s{0,16}|\s{1,16})${QUOTE}?(?:\w{0,32}value|val|v|old|new|before|after|from|to|lhs|rhs|previous|current|default)${QUOTE}?[ \t]{0,16}[:=]\s{0,16}`,
  'iy',
);
/** A list or tuple of two inside a list. */
export const PAIR = new RegExp(
  String.raw`(?:\(|(?<=[[,(]\s{0,16})\[)\s{0,16}${QUOTE}([\w. -]{1,64})${QUOTE}\s{0,16},\s{0,16}(?=${QUOTE})`,
  'g',
);
export const ELEMENT = /<([\w:.-]{1,64})(?:\s[^<>]{0,256})?>(?=[^<]{1,8192}<\/)/g;
export const CONTENT = /[^<]+/y;
/** A field of an ADO or ODBC connection string may hold spaces. */
export const FIELD = /(?<=^|;)[ \t]{0,4}([A-Za-z][\w ]{0,40})=[ \t]{0,4}(?=[^;"'\r\n]*(?:;|$))/g;
export const FIELD_VALUE = /[^;"'\r\n]+/y;
export const SPOKEN =
  /(?<![\w.-])((?:api|access|secret|private|signing|encryption|master)[ _-](?:access )?key|(?:[A-Za-z]+ )?[\w-]*(?:password|passwd|pwd|passphrase|passcode|secret|token|credential|apikey)s?) (?:(?:of|for) \S{1,64} )?(?:(?:is|was|to|value|of)?:? |= ?)?(?=\S)/gi;
export const DATABASE =
  /\b(?:identified (?:with \w{1,64} )?by(?: password)?\s+(?=["'])|login\s+\S{1,256}\s+password\s+(?=\S))/gi;
