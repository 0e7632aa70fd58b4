// A stack of somebody else with a trail in it.
import { App, Stack } from 'aws-cdk-lib';
import { AccountPrincipal } from 'aws-cdk-lib/aws-iam';
import { STAGE_NAMES, Trailkeeper } from 'trailkeeper/cdk';

const app = new App({ outdir: process.argv[2] });
const stack = new Stack(app, 'Library');
const trail = new Trailkeeper(stack, 'Trail', { stage: STAGE_NAMES[0], retentionDays: 30 });
trail.grantSend(new AccountPrincipal('111111111111'));
app.synth();
