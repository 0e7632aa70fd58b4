/** The expressions that find a name and its value in text. None can fail late: time is in proportion to the text. */

/** A quote as it appears in text, in JSON inside JSON, in escaped JSON, in HTML and in URLs. */
const QUOTE = String.raw`(?:\\*["'\x60]|\\+u0022|&quot;|%22)`;
/** One word, or two or three that end like `API key`. Starts only where a word starts, so each is looked at once. */
const LETTER = String.raw`[\w.\u00c0-\u024f\u0300-\u036f\u0370-\u052f\u1e00-\u1eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff21-\uff3a\uff41-\uff5a\u00ad\u200b-\u200d\u2060\ufeff-]`;
const NAME = `(?<!${LETTER})((?:[A-Za-z]+ ){1,2}(?:keys?|string|id|codes?|phrase|passe)|${LETTER}+)`;
/** White space within a line, also that of other scripts and what has no width. */
const BLANK = String.raw`(?:[ \t\u00a0\u200b-\u200d\u2060\u3000\ufeff]|\u001b\[[\d;]{0,12}m)`;
/** Signs of assignment and comparison, as programs, shells, rules and people write them. */
const SIGN = String.raw`(?:=>|->|<-|(?:\[\])?[:?.+|&!~^*<>-]{0,4}={1,3}[~>]?|:{1,3}|[\uff1a\uff1d\u2192\u21d2]|%3[aAdD]|;s:\d{1,6}:|\.equals\w{0,16}\(|(?<= )(?:I?LIKE|like|[-\u2013\u2014]|\.{3,64})(?= ))`;
/** A type between the name and the sign: `var token string = …`. */
const TYPE = String.raw`(?:(?:${BLANK}{0,4}:?${BLANK}{1,4}(?:string|String|str|&str|text|char\*)|:${BLANK}{0,4}[A-Z][a-z]\w{0,30}(?:<[\w, ]{1,30}>)?)(?:\[\])?[?!]?(?=${BLANK}{0,4}=))?`;
/** A line feed only before a lone word on the next line. */
const TAG = String.raw`(?:[&!][\w!]{1,32}[ \t]{1,8}|\s{0,64}string\(\d{1,9}\)[ \t]{1,8}){0,2}`;
const SEPARATOR = String.raw`((?:${QUOTE}|\[\]|\]|%5[bBdD]){0,3}${TYPE}${BLANK}{0,16}(?:${SIGN}${BLANK}{0,16}${TAG}(?:\r?\n[ \t]{0,64}(?=[^\s:]+[ \t]*(?:\r?\n|$)))?|\((?=${QUOTE})))`;
const QUOTED = [
  String.raw`[bfruBFRU]{0,2}"""(?:[^"\\]|\\[^]|"(?!""))*"""`,
  String.raw`[bfruBFRUN@$]{0,2}"(?:[^"\\]|\\[^])*"`,
  String.raw`[bfruBFRUN]{0,2}'(?:[^'\\]|\\[^]|'')*'`,
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
  // A list or a block of YAML.
  String.raw`(?:\r?\n[ \t]*-[ \t]+[^\s][^\n]*){1,99}`,
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
export const NAMING_LINE = /(?<![\w.-])\w{0,16}(?:name|key)[:=][ \t]{0,8}([\w./-]{1,64})(?=\r?\n|,)/gi;
export const MEMBER = new RegExp(
  String.raw`(?:\s{0,16},\s{0,16}|\s{1,16})${QUOTE}?(?:\w{0,32}value|val|v|old|new|before|after|from|to|lhs|rhs|previous|current|default)${QUOTE}?[ \t]{0,16}[:=]\s{0,16}`,
  'iy',
);
/** A list or tuple of two inside a list. */
export const PAIR = new RegExp(
  String.raw`(?:\(|(?<=[[,(]\s{0,16})\[)\s{0,16}${QUOTE}([\w. -]{1,64})${QUOTE}\s{0,16},\s{0,16}(?=${QUOTE})`,
  'g',
);
export const ELEMENT = /<([\w:.-]{1,64})(?:\s[^<>]{0,256})?>(?=[^<]{1,8192}<\/|<!\[CDATA\[)/g;
/** `<property name="password">x</property>`, `<key>password</key><string>x</string>`. */
export const NAMED_ELEMENT =
  /<(?:[\w:.-]{1,64}\s[^<>]{0,128}?\b(?:name|key|id)=["']([\w.-]{1,64})["'][^<>]{0,64}>(?=[^<]{1,8192}<\/)|(?:key|name|th|td|dt|label)>([\w .-]{1,64})<\/(?:key|name|th|td|dt|label)>\s{0,64}<\w{1,32}>(?=[^<]))/g;
export const CONTENT = /(?:<!\[CDATA\[[^\]]{0,8192}\]\]>|[^<])+/y;
/** The value of a tag whose other attributes name it, as in `<input type="password" value="x">`. */
export const TAG_VALUE = /<\w{1,32}\s(?:[^<>"']|"[^"]{0,512}"|'[^']{0,512}'){0,16}?\b(?:value|content)=(?=["'])/g;
export const TAG_ATTRIBUTE = /\b(?:name|key|id|type)=["']?([\w.-]{1,64})/g;
/** A form of several parts. */
export const PART = /\bname=\\?"([\w.-]{1,64})\\?"(?:;[^\r\n]{0,256})?(?:\r?\n|\\r\\n){2}/g;
export const PART_VALUE = /(?:(?!\r?\n--|\\r\\n--)[\s\S])+/y;
/** Commands that set a variable: name and value with a blank between. */
export const VARIABLE =
  /(?<![\w.-])(?:setx|setenv|SetEnv|ENV|set(?:[ \t]-\w{1,4})?|requirepass)[ \t]+([\w.-]{1,64})[ \t]+(?=[^\s=:])/g;
/** Erlang: `{password,"x"}`. */
export const TUPLE = /(?<=\{)([\w.-]{1,64}),[ \t]{0,4}(?=["'<])/g;
/** What a difference shows behind the old value. */
export const NEW_VALUE = /[ \t]{1,8}(?:->|=>|\u2192)[ \t]{1,8}(?=\S)/y;
/** HCL: `variable "password" { default = "x"`. */
export const BLOCK = /\bvariable\s{1,8}"([\w.-]{1,64})"\s{0,8}\{[^{}]{0,512}?\bdefault\s{0,8}=\s{0,8}(?=")/g;
/** Languages without blanks: name, particle, value in ASCII. */
export const GLUED =
  /(?:パスワード|暗証番号|密码|密碼|口令|비밀번호|암호)\s{0,4}(?:[はがをへに是为為는은가이을를:：=＝「『“"]\s{0,4}){1,3}(?=[!-~])/g;
export const GLUED_VALUE = /[!-~]{4,256}/y;
/** A field of an ADO or ODBC connection string may hold spaces. */
export const FIELD = /(?<=^|;)[ \t]{0,4}([A-Za-z][\w ]{0,40})=[ \t]{0,4}(?=[^;"'\r\n]*(?:;|$))/g;
export const FIELD_VALUE = /[^;"'\r\n]+/y;
export const SPOKEN =
  /(?<![\w.-])((?:api|access|secret|private|signing|encryption|master)[ _-](?:access )?key|mots? de passe|p\/w|(?:[A-Za-z]+ )?[\w.-]{0,64}(?:password|passwd|passwort|kennwort|pwd|pass|pw|passphrase|passcode|secret|token|credential|apikey|contrase.a|senha|wachtwoord|has\u0142o|lozinka|heslo|parola|\u043f\u0430\u0440\u043e\u043b\u044c)s?)(?:: | )(?:(?:of|for|von|para|pour|\u043f\u043e\u043b\u044c\u0437\u043e\u0432\u0430\u0442\u0435\u043b\u044f)(?: key| user)?(?: [^\s:]{1,64})?:? |from \S{1,64} to )?(?:(?:is|was|to|value|of|set to|reset to|changed to|now|ist|lautet|war|est|es|era|\u00e9|\u00e8|jest|[-=\u2013\u2014/])(?: |: )|\()?(?=\S)/gi;
export const DATABASE =
  /\b(?:identified (?:with \w{1,64} )?by(?: password)?\s+(?=["'])|login\s+\S{1,256}\s+password\s+(?=\S))/gi;
/** The private members of a JSON Web Key. */
export const JWK_MEMBER = /\\{0,4}"(?:d|p|q|dp|dq|qi|k)\\{0,4}"\s{0,8}:\s{0,8}(?=\\{0,4}")/g;
