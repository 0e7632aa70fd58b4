/** What a report of Stryker says of each file, judged by the list of survivors and the floor. */
import { FLOOR } from './mutated-files.js';
import { asOneLine, type ListedSurvivor } from './survivors.js';

interface Position {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

export interface Mutant {
  readonly replacement: string;
  readonly status: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

/** The part of Stryker's JSON report that is read here. */
export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

export interface FileScore {
  readonly file: string;
  /** Per cent, listed survivors aside. */
  readonly score: number;
  readonly noticed: number;
  readonly survived: number;
  /** Survivors that are on the list. */
  readonly listed: number;
  /** On the list, and noticed by now or no change of this file. */
  readonly gone: readonly ListedSurvivor[];
  /** Not on the list, to be copied there with a reason, or tested. */
  readonly open: readonly ListedSurvivor[];
}

const NOTICED = ['Killed', 'Timeout'];
const SURVIVED = ['Survived', 'NoCoverage'];

export function scoreFiles(report: MutationReport, list: readonly ListedSurvivor[]): FileScore[] {
  return Object.entries(report.files).map(([file, { source, mutants }]) => {
    const survivors = mutants
      .filter(({ status }) => SURVIVED.includes(status))
      .map((mutant) => ({ file, ...describeChange(source, mutant) }));
    const listed = list.filter((each) => each.file === file);
    const open = survivors.filter((each) => !listed.some((other) => isSame(each, other)));
    const noticed = mutants.filter(({ status }) => NOTICED.includes(status)).length;
    const all = noticed + open.length;
    return {
      file,
      score: all === 0 ? 100 : (100 * noticed) / all,
      noticed,
      survived: survivors.length,
      listed: survivors.length - open.length,
      gone: listed.filter((each) => !survivors.some((other) => isSame(each, other))),
      open,
    };
  });
}

export const isGood = ({ score, gone }: FileScore): boolean => score >= FLOOR && gone.length === 0;

/** One line of the score, and below it what is wrong with it. */
export function tellScore(score: FileScore): string {
  const { file, noticed, survived, listed, gone, open } = score;
  const counts = `${noticed} of ${noticed + survived} changes noticed, ${listed} listed as unnoticeable`;
  const tell = (title: string, changes: readonly ListedSurvivor[]) =>
    changes.map(({ from, to }) => `\n  ${title}:\n  - ${from}\n  + ${to}`).join('');
  const below = score.score < FLOOR ? `\n  below the floor of ${FLOOR} %` : '';
  return `${score.score.toFixed(1).padStart(5)} %  ${file} (${counts})${below}${tell(
    'listed in test/mutation-survivors.md, and no survivor any more',
    gone,
  )}${tell('no test notices', open)}`;
}

const isSame = (a: ListedSurvivor, b: ListedSurvivor) => a.from === b.from && a.to === b.to;

function describeChange(source: string, { location: { start, end }, replacement }: Mutant) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const before = (lines[0] ?? '').slice(0, start.column - 1);
  const after = (lines.at(-1) ?? '').slice(end.column - 1);
  return { from: asOneLine(lines.join('\n')), to: asOneLine(before + replacement + after) };
}
