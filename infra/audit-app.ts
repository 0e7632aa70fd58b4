import { App, type AppProps, Tags, Validations } from 'aws-cdk-lib';
import { AccountPrincipal, ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AuditStack } from './audit-stack.js';
import { readDeploymentOptions } from './deployment-options.js';

/**
 * The app of `cdk deploy`: one stack, `trailkeeper-<stage>`, checked against the rules of AwsSolutions. A finding
 * without a reason written beside its construct fails the synthesis.
 * @param retentionDays what the configuration file says; the command line's `-c retentionDays=` wins over it
 */
export function buildAuditApp(retentionDays: number | undefined, props: AppProps = {}): App {
  const app = new App({ analyticsReporting: false, ...props });
  const { senderAccounts, senderPrincipals, ...options } = readDeploymentOptions(app.node);
  const stack = new AuditStack(app, `trailkeeper-${options.stage}`, {
    trail: {
      ...(retentionDays === undefined ? {} : { retentionDays }),
      ...options,
      senders: [
        ...senderAccounts.map((account) => new AccountPrincipal(account)),
        ...senderPrincipals.map((arn) => new ArnPrincipal(arn)),
      ],
    },
  });
  Tags.of(stack).add('application', 'trailkeeper');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
