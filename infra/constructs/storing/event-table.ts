import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { EPOCH_PARTITION, MESSAGE_PREFIX, REQUEST_PREFIX, SENDER_PARTITION } from '../../../shared/store/keys.js';
import { INDEXES, PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from '../../../shared/store/table.js';
import type { StageSettings } from '../../stages.js';
import { acknowledge } from '../foundation/acknowledgement.js';
import { type EncryptionKey, KEY_ACTIONS } from '../foundation/encryption-key.js';

export interface EventTableProps {
  readonly settings: Pick<
    StageSettings,
    'retainData' | 'deletionProtection' | 'pointInTimeRecovery' | 'maxReadUnitsPerSecond' | 'maxWriteUnitsPerSecond'
  >;
  readonly encryptionKey: EncryptionKey | undefined;
}

/** The one table, with keys, indexes and expiry taken from `shared/store/table.ts`. */
export class EventTable extends Construct {
  readonly table: Table;
  readonly #encryptionKey: EncryptionKey | undefined;

  constructor(scope: Construct, id: string, props: EventTableProps) {
    super(scope, id);
    const { settings, encryptionKey } = props;
    this.#encryptionKey = encryptionKey;
    const throughput = {
      maxReadRequestUnits: settings.maxReadUnitsPerSecond,
      maxWriteRequestUnits: settings.maxWriteUnitsPerSecond,
    };
    this.table = new Table(this, 'Table', {
      partitionKey: { name: PARTITION_KEY, type: AttributeType.STRING },
      sortKey: { name: SORT_KEY, type: AttributeType.STRING },
      timeToLiveAttribute: TTL_ATTRIBUTE,
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...throughput,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: settings.pointInTimeRecovery },
      deletionProtection: settings.deletionProtection,
      removalPolicy: settings.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(encryptionKey === undefined
        ? {}
        : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: encryptionKey.key }),
    });
    for (const index of INDEXES) {
      this.table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: { name: index.partitionAttribute, type: AttributeType.STRING },
        sortKey: { name: index.sortAttribute, type: AttributeType.STRING },
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: [...index.projected],
        // An index below the table's own limit would hold back writes to the table.
        ...throughput,
      });
    }
    if (!settings.pointInTimeRecovery) {
      acknowledge(this.table, 'AwsSolutions-DDB3', 'This stage holds data that may be lost; prod has recovery.');
    }
  }

  /**
   * Puts of events, links, manifests and quarantine records, and the directories of stripes and senders; no update. That nothing is
   * deleted is up to the code: IAM cannot tell the puts of a BatchWriteItem from its deletes, and ingest makes none.
   */
  grantIngest(grantee: IGrantable): void {
    const { grantPrincipal } = grantee;
    grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:BatchWriteItem', 'dynamodb:PutItem'],
        resources: [this.table.tableArn],
      }),
    );
    grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:Query'],
        resources: [this.table.tableArn],
        conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [EPOCH_PARTITION, SENDER_PARTITION] } },
      }),
    );
    grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem'],
        resources: [this.table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${MESSAGE_PREFIX}*`] } },
      }),
    );
    this.#encryptionKey?.grantThrough(grantee, 'dynamodb', KEY_ACTIONS.write);
  }

  /** Puts of the keys of repeated requests, and of nothing else. */
  grantPutRequestKeys(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:PutItem'],
        resources: [this.table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${REQUEST_PREFIX}*`] } },
      }),
    );
    this.#encryptionKey?.grantThrough(grantee, 'dynamodb', KEY_ACTIONS.write);
  }

  /** Queries of table and indexes, and items by key from the table. No write and no scan. */
  grantRead(grantee: IGrantable): void {
    const { grantPrincipal } = grantee;
    grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:BatchGetItem'],
        resources: [this.table.tableArn],
      }),
    );
    grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:Query'],
        resources: [this.table.tableArn, ...INDEXES.map((index) => `${this.table.tableArn}/index/${index.name}`)],
      }),
    );
    this.#encryptionKey?.grantThrough(grantee, 'dynamodb', KEY_ACTIONS.read);
  }
}
