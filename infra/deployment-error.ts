import { TrailkeeperError } from '../shared/errors/trailkeeper-error.js';

/** Nothing can be synthesised from what was given. Thrown before anything is deployed. */
export class DeploymentError extends TrailkeeperError<'DeploymentError'> {
  override readonly name = 'DeploymentError';
}
