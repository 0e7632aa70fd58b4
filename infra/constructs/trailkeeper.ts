import type { Grant, IGrantable, IManagedPolicy, IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Role } from '../../shared/api/answers/roles.js';
import { DEFAULT_STAGE, STAGES, type StageName, type StageSettings } from '../stages.js';
import { Answering } from './answering/answering.js';
import { RolePolicies } from './answering/role-policies.js';
import { EncryptionKey } from './foundation/encryption-key.js';
import { getBundlesFolder } from './foundation/handler-bundles.js';
import { Scheduled } from './foundation/scheduled.js';
import { TrailKey } from './foundation/trail-key-secret.js';
import { EventQueue } from './storing/event-queue.js';
import { EventTable } from './storing/event-table.js';
import { Ingestion } from './storing/ingestion.js';
import { Notification } from './watching/notification.js';
import { TrailAlarms } from './watching/trail-alarms.js';
import { TrailDashboard } from './watching/trail-dashboard.js';
import { buildTrailMetrics } from './watching/trail-metrics.js';

/** Any setting of the stage can be given beside its name, and wins over the stage's own. */
export interface TrailkeeperProps extends Partial<StageSettings> {
  /** `trial` when not given: everything in it is deleted with the stack. */
  readonly stage?: StageName;
  /** Principals, of other accounts also, that may send: `new AccountPrincipal('…')`, a role, a service. */
  readonly senders?: readonly IPrincipal[];
  /** An SNS topic of yours that alarms are sent to. CloudWatch must be allowed to publish to it. */
  readonly alarmTopicArn?: string;
  /** An address that alarms are mailed to, by a topic that is made for it. */
  readonly alarmEmail?: string;
  /** False where another stack has set the role with which API Gateway writes the logs of the account. Default true. */
  readonly createApiLogRole?: boolean;
  /** A folder of bundled handlers other than the one that came with this package. */
  readonly bundlesFolder?: string;
}

/**
 * A whole audit trail: queue, ingest, table, API, alarms and dashboard. Handlers come bundled with the package, so that
 * synthesis needs no bundler and no Docker.
 *
 * @throws Error at synthesis when settings do not fit together, or when the bundled handlers are missing.
 */
export class Trailkeeper extends Construct {
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly deadLetterQueueUrl: string;
  /** Without a slash at the end: `${apiUrl}/v1/events`. */
  readonly apiUrl: string;
  readonly tableName: string;
  readonly dashboardName: string;
  /** What this trail was made with, after the stage's settings and the given ones were laid over each other. */
  readonly settings: StageSettings;
  readonly #queue: EventQueue;
  readonly #policies: RolePolicies;

  constructor(scope: Construct, id: string, props: TrailkeeperProps = {}) {
    super(scope, id);
    const { stage = DEFAULT_STAGE, senders = [], alarmTopicArn, alarmEmail, createApiLogRole = true, ...rest } = props;
    const { bundlesFolder = getBundlesFolder(), ...overrides } = rest;
    const settings: StageSettings = { ...STAGES[stage], ...withoutUndefined(overrides) };
    this.settings = settings;

    const encryptionKey = settings.customerManagedKey ? new EncryptionKey(this, 'EncryptionKey') : undefined;
    const base = { settings, encryptionKey };
    const queue = new EventQueue(this, 'Queue', base);
    const table = new EventTable(this, 'Store', base);
    const trailKey = new TrailKey(this, 'TrailKey', base);
    const parts = { ...base, bundlesFolder, queue, table, trailKey };
    const ingestion = new Ingestion(this, 'Ingestion', parts);
    new Scheduled(this, 'Scheduled', parts);
    const { api } = new Answering(this, 'Answering', { ...parts, createLogRole: createApiLogRole });

    const metrics = buildTrailMetrics({ queue, table, ingestion, api });
    const topics = [
      ...(alarmEmail === undefined ? [] : [new Notification(this, 'Mail', { email: alarmEmail, encryptionKey }).topic]),
      ...(alarmTopicArn === undefined ? [] : [Topic.fromTopicArn(this, 'AlarmTopic', alarmTopicArn)]),
    ];
    const { alarms } = new TrailAlarms(this, 'Alarms', {
      metrics,
      ingestTimeoutSeconds: settings.ingestTimeoutSeconds,
      topics,
    });
    const { dashboard } = new TrailDashboard(this, 'Overview', { metrics, alarms });

    this.#queue = queue;
    this.#policies = new RolePolicies(this, 'Roles', { api, queue });
    for (const sender of senders) this.grantSend(sender);

    this.queueUrl = queue.queue.queueUrl;
    this.queueArn = queue.queue.queueArn;
    this.deadLetterQueueUrl = queue.deadLetterQueue.queueUrl;
    this.apiUrl = api.url;
    this.tableName = table.table.tableName;
    this.dashboardName = dashboard.dashboardName;
  }

  /**
   * Lets a principal send events to the queue, with the actions on the queue's key where it has one. A principal of
   * another account must be allowed the same actions by its own account too.
   */
  grantSend(grantee: IGrantable): Grant {
    return this.#queue.grantSend(grantee);
  }

  /** The policy to attach to people and machines of this role: `sender`, `viewer`, `exporter` or `auditor`. */
  getPolicy(role: Role): IManagedPolicy {
    return this.#policies.get(role);
  }
}

/** An option that is spelled out as undefined means the stage's own value, not none. */
function withoutUndefined(overrides: Partial<StageSettings>): Partial<StageSettings> {
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
}
