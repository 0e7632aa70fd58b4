/** The command line of `npm run doctor`. */
import { FlagError, incompleteFlag, unknownFlag, wrongFlagValue } from '../shared/errors/flag-error.js';

export interface Flags {
  /** Where the local runtime keeps `sender.env`. */
  readonly dataDir: string;
  /** A CloudFormation stack; undefined means the local runtime. */
  readonly stack: string | undefined;
  /** Instead of the stack's own output. */
  readonly apiUrl: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

export const HELP = `Usage: npm run doctor -- [flags]

Checks a trail and says of each part in one line whether it is well, what is wrong and what to do. It writes nothing,
but a deployment's trail records that it was asked for an export. Ends with 0 when nothing FAILED, with 1 otherwise.

  --data-dir <path>   the local runtime whose sender.env is in this folder (default .trailkeeper)
  --stack <name>      a deployment, such as trailkeeper-trial, with the AWS credentials and region of your environment
  --api-url <url>     with --stack: where its API is reached, when that is not its output ApiUrl
  --json              one JSON document instead of lines
  --help              this text
`;

/** @throws FlagError */
export function parseFlags(args: readonly string[]): Flags {
  const values = new Map<string, string>();
  let json = false;
  let help = false;
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [, name = arg, inline] = /^(--[^=]+)=(.*)$/s.exec(arg) ?? [];
    if (name === '--data-dir' || name === '--stack' || name === '--api-url') {
      const value = inline ?? rest.shift();
      if (value === undefined || value === '') throw incompleteFlag(name, 'a value');
      values.set(name, value);
    } else if (inline === undefined && name === '--json') json = true;
    else if (inline === undefined && name === '--help') help = true;
    else throw unknownFlag(arg);
  }
  const stack = values.get('--stack');
  const apiUrl = values.get('--api-url');
  if (stack !== undefined && values.has('--data-dir')) {
    const got = '--stack checks a deployment and --data-dir the local runtime';
    throw new FlagError(`${got}: expected one of them`, 'one of them', got);
  }
  if (apiUrl !== undefined && stack === undefined) throw incompleteFlag('--api-url', '--stack');
  if (apiUrl !== undefined && !URL.canParse(apiUrl)) {
    throw wrongFlagValue('--api-url', 'a URL', apiUrl);
  }
  return {
    dataDir: values.get('--data-dir') ?? '.trailkeeper',
    stack,
    apiUrl: apiUrl?.replace(/\/+$/, ''),
    json,
    help,
  };
}
