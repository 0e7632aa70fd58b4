/**
 * RFC 8259, for judging what was answered: throws for a member that is there twice, which readers understand in two ways,
 * and for depth that other readers refuse.
 */
const MAX_DEPTH = 64;
const STRING = /"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS: readonly [string, unknown][] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

export function parseStrictJson(text: string): unknown {
  const reader = new Reader(text);
  const value = reader.readValue(0);
  reader.skip();
  if (reader.at !== text.length) throw new SyntaxError(`text behind the value at ${reader.at}`);
  return value;
}

/** What ends a line for one reader or another: Python's universal newlines have all of them. */
const BREAKS = ['\n', '\r', '\v', '\f', '\x1c', '\x1d', '\x1e', '\x85', '\u2028', '\u2029'];
const LINE_END = new RegExp(`\r\n|[${BREAKS.join('')}]`);

/** One value a line, each ended. */
export function parseStrictNdjson(text: string): unknown[] {
  const lines = text.split(LINE_END);
  if (lines.pop() !== '') throw new SyntaxError('the last line does not end');
  return lines.map(parseStrictJson);
}

class Reader {
  at = 0;
  constructor(readonly text: string) {}

  skip(): void {
    while (/[ \t\n\r]/.test(this.text.charAt(this.at))) this.at += 1;
  }

  readValue(depth: number): unknown {
    if (depth > MAX_DEPTH) throw new SyntaxError('too deep');
    this.skip();
    const first = this.text.charAt(this.at);
    if (first === '{') return this.#readObject(depth);
    if (first === '[') return this.#readList(depth);
    if (first === '"') return this.#readString();
    const word = WORDS.find(([name]) => this.text.startsWith(name, this.at));
    if (word !== undefined) {
      this.at += word[0].length;
      return word[1];
    }
    return Number(this.#take(NUMBER));
  }

  #readObject(depth: number): object {
    const members = new Map<string, unknown>();
    this.#readItems('}', () => {
      this.skip();
      const name = this.#readString();
      if (members.has(name)) throw new SyntaxError(`${JSON.stringify(name)} is there twice`);
      this.skip();
      this.#expect(':');
      members.set(name, this.readValue(depth + 1));
    });
    return Object.fromEntries(members);
  }

  #readList(depth: number): unknown[] {
    const items: unknown[] = [];
    this.#readItems(']', () => items.push(this.readValue(depth + 1)));
    return items;
  }

  #readItems(end: string, readItem: () => unknown): void {
    this.at += 1;
    this.skip();
    if (this.text.charAt(this.at) === end) {
      this.at += 1;
      return;
    }
    for (;;) {
      readItem();
      this.skip();
      if (this.text.charAt(this.at) !== ',') break;
      this.at += 1;
    }
    this.#expect(end);
  }

  #readString(): string {
    // It refuses raw controls.
    const value: string = JSON.parse(this.#take(STRING));
    if (!value.isWellFormed()) throw new SyntaxError(`half of a surrogate pair at ${this.at}`);
    return value;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) throw new SyntaxError(`no JSON at ${this.at}`);
    this.at = pattern.lastIndex;
    return match[0];
  }

  #expect(char: string): void {
    if (this.text.charAt(this.at) !== char) throw new SyntaxError(`expected ${char} at ${this.at}`);
    this.at += 1;
  }
}
