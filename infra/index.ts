/** The constructs for other people's CDK apps: `import { Trailkeeper } from 'trailkeeper/cdk'`. */
export { Trailkeeper, type TrailkeeperProps } from './constructs/trailkeeper.js';
export { STAGE_NAMES, STAGES, type StageName, type StageSettings } from './stages.js';
