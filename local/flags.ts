/** The command line of `npm start`. */
import { statSync } from 'node:fs';
import { incompleteFlag, unknownFlag, wrongFlagValue } from '../shared/errors/flag-error.js';

export interface Flags {
  /** Undefined when it was not given: then the next free port will do. */
  readonly port: number | undefined;
  readonly dataDir: string;
  /** The folder whose files the demonstration works on. */
  readonly dir: string;
  readonly demo: boolean;
  readonly help: boolean;
}

export const DEFAULT_PORT = 8787;
export const DEFAULT_DATA_DIR = '.trailkeeper';

export const HELP = `Usage: npm start -- [flags]

Brings queue, table and API up on 127.0.0.1, runs storage managers over the files of a folder, shows what the
trail says about it, and goes on serving. Ctrl+C ends it.

  --port <number>     port of the API; without it ${DEFAULT_PORT} or the next free one, 0 for any
  --data-dir <path>   where events, the trail key and sender.env are kept (default ${DEFAULT_DATA_DIR})
  --dir <path>        the folder to work on (default: the sources of this project)
  --no-demo           serve only
  --help              this text
`;

/** @throws FlagError */
export function parseFlags(args: readonly string[], defaultDir: string): Flags {
  let port: number | undefined;
  let dataDir = DEFAULT_DATA_DIR;
  let dir = defaultDir;
  let demo = true;
  let help = false;
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [, name = arg, inline] = /^(--[^=]+)=(.*)$/s.exec(arg) ?? [];
    const readValue = (what: string): string => {
      const value = inline ?? rest.shift();
      if (value === undefined || value === '') throw incompleteFlag(name, what);
      return value;
    };
    if (name === '--port') port = readPort(readValue('a port number'));
    else if (name === '--data-dir') dataDir = readValue('a folder');
    else if (name === '--dir') dir = readFolder(readValue('a folder'));
    else if (inline === undefined && name === '--no-demo') demo = false;
    else if (inline === undefined && name === '--help') help = true;
    else throw unknownFlag(arg);
  }
  return { port, dataDir, dir, demo, help };
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw wrongFlagValue('--port', 'a number from 0 to 65535', text);
  }
  return port;
}

function readFolder(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw wrongFlagValue('--dir', 'a folder', path);
  }
  return path;
}
