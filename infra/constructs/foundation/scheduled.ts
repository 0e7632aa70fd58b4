import { Construct } from 'constructs';
import { FUNCTION_NAMES, FUNCTIONS, type FunctionName } from '../../../functions/functions.js';
import { deployFunction, type FunctionParts } from './deploy-function.js';

const isScheduled = (name: FunctionName): boolean => {
  const { kind }: { kind: string } = FUNCTIONS[name].trigger;
  return kind === 'schedule';
};

/** Every function that the clock calls. */
export class Scheduled extends Construct {
  constructor(scope: Construct, id: string, parts: FunctionParts) {
    super(scope, id);
    for (const name of FUNCTION_NAMES.filter(isScheduled)) deployFunction(this, name, parts);
  }
}
