/** Names one run of one process, so that its sequence numbers mean something. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

const MAX_NAME_LENGTH = 128;

/**
 * The Lambda function's or the machine's name and 64 random bits: new at every start, printable ASCII, well below the
 * limit of an id. Nothing about a person.
 */
export function createProducerId(environment: NodeJS.ProcessEnv = process.env): string {
  const name = environment.AWS_LAMBDA_FUNCTION_NAME ?? hostname();
  const plain = name.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, MAX_NAME_LENGTH);
  return `${plain === '' ? 'process' : plain}-${randomBytes(8).toString('hex')}`;
}
