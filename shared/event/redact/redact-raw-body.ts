/**
 * Redaction of bodies that nobody could read as events: what is kept of them must not decode to a secret either.
 * Compressions come as an argument, because this layer knows none.
 */
import { REDACTED } from './plain-value.js';

export interface RawBodyTools {
  /** A text without its secrets; the same text when it holds none. */
  readonly redact: (text: string) => string;
  /**
   * Compressed bytes as what they hold, at most `maxBytes` of it; `sealed` when they are compressed or encrypted and
   * cannot be opened, undefined when they are nothing of the kind. Must not throw.
   */
  readonly unpack: (bytes: Uint8Array, maxBytes: number) => Uint8Array | 'sealed' | undefined;
  /** What stands in the place of what cannot be looked into: its length and a keyed hash. */
  readonly withhold: (text: string) => string;
}

/** A code within a code is opened; what is in a third one is withheld. */
const MAX_LEVELS = 2;
/** Characters and unpacked bytes that are read for one body; what would take more is withheld. */
const MAX_WORK = 4 * 1_024 * 1_024;

/** base64 or hexadecimal; nine bytes and more, as `pw=secret` has. */
const CODED_RUN = /[A-Za-z0-9+/_-]{12,}={0,2}/g;
/** base64 in lines of equal length, also inside JSON. */
const CODED_LINES =
  /(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/_-]{40,128}(?:\\r\\n|\\n|\r?\n[ \t]{0,8})){1,8192}[A-Za-z0-9+/_-]{2,128}={0,2}/g;
const LINE_BREAKS = /\\r\\n|\\n|[\r\n \t]+/g;
/** Lines and words, so that a match is looked for once. */
const LINE = /[^\n]+/g;
const WORD = /[^\s"'<>]+/g;
const ESCAPE = /\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})/g;
const PERCENT = /(?:%[0-9a-fA-F]{2})+/g;
/** What splits decoded bytes into parts that may be text; a part shorter than `MIN_TEXT` holds no secret. */
const BINARY = /(?:[^\P{Cc}\t\n\v\f\r]|\ufffd)+/u;
const MIN_TEXT = 6;

/**
 * The body without secrets, in clear and in codes: base64, hexadecimal, percent, escapes of JSON, and what
 * `tools.unpack` opens, two levels deep. What is coded and cannot be read to its end is replaced by `tools.withhold`.
 */
export function redactRawBody(raw: string, tools: RawBodyTools): string {
  return new BodyScan(tools).scan(raw, 0).text;
}

interface Scanned {
  readonly text: string;
  /** Whether something was taken out of `text`. */
  readonly found: boolean;
  /** Whether a part of it cannot be known. */
  readonly closed: boolean;
}

class BodyScan {
  #work = 0;

  constructor(readonly tools: RawBodyTools) {}

  scan(given: string, level: number): Scanned {
    this.#work += given.length;
    if (this.#work > MAX_WORK) return { text: this.tools.withhold(given), found: false, closed: true };
    let found = false;
    let closed = false;
    const decode = (read: (part: string) => readonly string[] | 'sealed', marked: boolean) => (part: string) => {
      const texts = read(part);
      const inner = texts === 'sealed' ? [] : texts.map((text) => this.#scanInner(text, level));
      const secret = inner.find((one) => one.found);
      if (secret !== undefined) {
        found = true;
        return marked ? REDACTED : secret.text;
      }
      if (texts !== 'sealed' && !inner.some((one) => one.closed)) return part;
      closed = true;
      return this.tools.withhold(part);
    };
    const runs = decode((part) => this.#readRun(part), true);
    // Codes first: what redaction takes out of the middle of a code leaves the rest of it.
    let text = given.replace(CODED_LINES, runs).replace(CODED_RUN, runs);
    if (text.includes('\\')) text = text.replace(LINE, decode(readEscapes, false));
    if (text.includes('%')) text = text.replace(WORD, decode(readPercent, false));
    const clean = this.tools.redact(text);
    return { text: clean, found: found || clean !== text, closed };
  }

  #scanInner(text: string, level: number): Scanned {
    if (level < MAX_LEVELS) return this.scan(text, level + 1);
    return { text, found: false, closed: true };
  }

  /** The texts that a run may stand for; none when it is a word, an id or a hash. */
  #readRun(run: string): readonly string[] | 'sealed' {
    const texts: string[] = [];
    for (const reading of listReadings(run.replace(LINE_BREAKS, ''))) {
      const read = this.#readBytes(reading, 0);
      if (read === 'sealed') return 'sealed';
      texts.push(...read);
    }
    return texts;
  }

  #readBytes(bytes: Uint8Array, depth: number): readonly string[] | 'sealed' {
    const unpacked = this.tools.unpack(bytes, Math.max(0, MAX_WORK - this.#work));
    if (unpacked === 'sealed' || (unpacked !== undefined && depth === MAX_LEVELS)) return 'sealed';
    if (unpacked === undefined) return listTexts(bytes);
    this.#work += unpacked.length;
    return this.#readBytes(unpacked, depth + 1);
  }
}

/** With the escapes gone, when there were some: the text may be broken JSON, which no parser reads. */
function readEscapes(line: string): readonly string[] {
  const text = line.replace(ESCAPE, (_, four = '', two = '') =>
    String.fromCharCode(Number.parseInt(`${four}${two}`, 16)),
  );
  return text === line ? [] : [text];
}

function readPercent(word: string): readonly string[] {
  const text = word.replace(PERCENT, (codes) => attempt(() => decodeURIComponent(codes)) ?? codes);
  return text === word ? [] : [text];
}

/** As hexadecimal and as base64, from each place where either may begin: what stands before may look coded too. */
function* listReadings(run: string): Generator<Uint8Array> {
  for (const [hexadecimal] of run.matchAll(/[0-9a-fA-F]{12,}/g)) {
    for (const digits of [hexadecimal, hexadecimal.slice(1)]) {
      yield Uint8Array.from(digits.match(/../g) ?? [], (two) => Number.parseInt(two, 16));
    }
  }
  const base64 = run.replace(/=+$/, '').replace(/-/g, '+').replace(/_/g, '/');
  for (let from = 0; from < 4 && from + 8 < base64.length; from += 1) {
    const length = base64.length - from;
    const decoded = attempt(() => atob(base64.slice(from, base64.length - (length % 4 === 1 ? 1 : 0))));
    if (decoded === undefined || !(decoded.length >= MIN_PACKED || SOME_TEXT.test(decoded))) continue;
    const bytes = new Uint8Array(decoded.length);
    for (let at = 0; at < decoded.length; at += 1) bytes[at] = decoded.charCodeAt(at);
    yield bytes;
  }
}

/** Fewer bytes are not worth packing. */
const MIN_PACKED = 18;
/** Also in UTF-16. */
const SOME_TEXT = /(?:[\t\n\r -~]\0?){6}/;

/** Zero bytes go first: half the bytes of ASCII in UTF-16 are. */
function listTexts(bytes: Uint8Array): readonly string[] {
  const text = new TextDecoder().decode(bytes).replaceAll('\0', '');
  return text.split(BINARY).filter((part) => part.length >= MIN_TEXT);
}

function attempt(decode: () => string): string | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}
