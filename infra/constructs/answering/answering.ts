import { Construct } from 'constructs';
import type { TriggeredBy } from '../../../functions/functions.js';
import { deployFunction, type FunctionParts } from '../foundation/deploy-function.js';
import type { ServiceFunction } from '../foundation/service-function.js';
import { TrailApi } from './trail-api.js';

export interface AnsweringProps extends FunctionParts {
  readonly createLogRole: boolean;
}

/** The functions behind the API, and the API. */
export class Answering extends Construct {
  readonly api: TrailApi;

  constructor(scope: Construct, id: string, props: AnsweringProps) {
    super(scope, id);
    const deployed: Readonly<Record<TriggeredBy<'route'>, ServiceFunction>> = {
      accept: deployFunction(this, 'accept', props),
      query: deployFunction(this, 'query', props),
      export: deployFunction(this, 'export', props),
    };
    this.api = new TrailApi(this, 'Http', {
      settings: props.settings,
      functions: {
        accept: deployed.accept.function,
        query: deployed.query.function,
        export: deployed.export.function,
      },
      createLogRole: props.createLogRole,
      encryptionKey: props.encryptionKey,
    });
  }
}
