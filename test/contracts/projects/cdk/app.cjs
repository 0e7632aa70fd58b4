// A stack of somebody else with a trail in it.
const { App, Stack } = require('aws-cdk-lib');
const { AccountPrincipal } = require('aws-cdk-lib/aws-iam');
const { STAGE_NAMES, Trailkeeper } = require('trailkeeper/cdk');

const app = new App({ outdir: process.argv[2] });
const stack = new Stack(app, 'Library');
const trail = new Trailkeeper(stack, 'Trail', { stage: STAGE_NAMES[0], retentionDays: 30 });
trail.grantSend(new AccountPrincipal('111111111111'));
app.synth();
