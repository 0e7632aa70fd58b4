/** The command line of `npm run doctor`. */

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

/** A command line that cannot be followed; the message is one line for its writer. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
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
      if (value === undefined || value === '') throw new FlagError(`${name} needs a value`);
      values.set(name, value);
    } else if (inline === undefined && name === '--json') json = true;
    else if (inline === undefined && name === '--help') help = true;
    else throw new FlagError(`unknown flag ${JSON.stringify(arg)}; --help lists the known ones`);
  }
  const stack = values.get('--stack');
  const apiUrl = values.get('--api-url');
  if (stack !== undefined && values.has('--data-dir')) {
    throw new FlagError('--stack checks a deployment and --data-dir the local runtime: expected one of them');
  }
  if (apiUrl !== undefined && stack === undefined) throw new FlagError('--api-url needs --stack');
  if (apiUrl !== undefined && !URL.canParse(apiUrl)) {
    throw new FlagError(`--api-url expects a URL, got ${JSON.stringify(apiUrl)}`);
  }
  return {
    dataDir: values.get('--data-dir') ?? '.trailkeeper',
    stack,
    apiUrl: apiUrl?.replace(/\/+$/, ''),
    json,
    help,
  };
}
