/** Strict RFC 4180, for judging what an export wrote: throws for anything that the RFC does not allow. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const record: string[] = [];
    for (;;) {
      const cell = text[at] === '"' ? readQuoted(text, at) : readPlain(text, at);
      record.push(cell.value);
      at = cell.end;
      if (text[at] === ',') at += 1;
      else break;
    }
    if (text.slice(at, at + 2) !== '\r\n') throw new Error(`expected CRLF at ${at}`);
    at += 2;
    if (record.length !== (records[0] ?? record).length) throw new Error(`record ${records.length} has another width`);
    records.push(record);
  }
  return records;
}

function readQuoted(text: string, start: number): { value: string; end: number } {
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] !== '"') value += text[at];
    else if (text[at + 1] === '"') {
      value += '"';
      at += 1;
    } else return { value, end: at + 1 };
  }
  throw new Error('a quote is not closed');
}

function readPlain(text: string, start: number): { value: string; end: number } {
  const match = /[,\r\n"]/.exec(text.slice(start));
  const end = match === null ? text.length : start + match.index;
  if (text[end] === '"') throw new Error(`a quote within a cell at ${end}`);
  return { value: text.slice(start, end), end };
}
