import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { FUNCTION_NAMES, FUNCTIONS } from '../../../../functions/functions.js';
import { Trailkeeper } from '../../../../infra/constructs/trailkeeper.js';
import { makeBundles } from '../../synthesise.js';

const stack = new Stack();
new Trailkeeper(stack, 'Trail', { bundlesFolder: makeBundles() });
interface Deployed {
  readonly Description: string;
  readonly Environment: { readonly Variables: object };
}
const functions: Deployed[] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')).map(
  ({ Properties }) => Properties,
);

/** What Powertools reads, in every function. */
const COMMON = ['POWERTOOLS_METRICS_NAMESPACE', 'POWERTOOLS_SERVICE_NAME'];

describe('a deployed trail', () => {
  it('has one function for each row of their table', () => {
    const descriptions = functions.map(({ Description }) => Description);
    expect(descriptions.sort()).toEqual(
      FUNCTION_NAMES.map((name) => `Trailkeeper ${name}: ${FUNCTIONS[name].description}`).sort(),
    );
  });

  it.each(FUNCTION_NAMES)('tells %s the variables that its schema names, and no others', (name) => {
    const deployed = functions.find(({ Description }) => Description.startsWith(`Trailkeeper ${name}:`));
    expect(Object.keys(deployed?.Environment.Variables ?? {}).sort()).toEqual(
      [...Object.keys(FUNCTIONS[name].environment.shape), ...COMMON].sort(),
    );
  });
});
