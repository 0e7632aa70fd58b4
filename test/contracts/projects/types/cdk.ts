import { App, Stack } from 'aws-cdk-lib';
import { type StageName, Trailkeeper } from 'trailkeeper/cdk';

const stack = new Stack(new App(), 'Library');
const stage: StageName = 'prod';
export const queueUrl: string = new Trailkeeper(stack, 'Right', { stage, retentionDays: 30 }).queueUrl;
new Trailkeeper(stack, 'WrongStage', { stage: 'live' }); // TS2322
new Trailkeeper(stack, 'WrongType', { retentionDays: '30' }); // TS2322
