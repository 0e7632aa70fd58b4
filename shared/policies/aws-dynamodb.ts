/** A policy for `DynamoDBClient` of `@aws-sdk/client-dynamodb`: `instrument(DynamoDBClient, awsDynamodbPolicy, audit)`. */
import type * as Sdk from '@aws-sdk/client-dynamodb';
import type { ClosedAuditPolicy } from '../client/track/policy.js';
import { type Access, commandPolicy, listTables, read } from './command-policy.js';

type CommandName = Extract<keyof typeof Sdk, `${string}Command`>;

/** Every command of the client. A command of a version that is newer than this list counts as one that writes. */
export const ACCESS: Readonly<Record<Exclude<CommandName, '$Command'>, Access>> = {
  BatchExecuteStatementCommand: 'write',
  BatchGetItemCommand: 'read',
  BatchWriteItemCommand: 'write',
  CancelBulkOperationCommand: 'write',
  CreateBackupCommand: 'write',
  CreateGlobalTableCommand: 'write',
  CreateTableCommand: 'write',
  DeleteBackupCommand: 'write',
  DeleteItemCommand: 'write',
  DeleteResourcePolicyCommand: 'write',
  DeleteTableCommand: 'write',
  DescribeBackupCommand: 'read',
  DescribeBulkOperationCommand: 'read',
  DescribeContinuousBackupsCommand: 'read',
  DescribeContributorInsightsCommand: 'read',
  DescribeEndpointsCommand: 'read',
  DescribeExportCommand: 'read',
  DescribeGlobalTableCommand: 'read',
  DescribeGlobalTableSettingsCommand: 'read',
  DescribeImportCommand: 'read',
  DescribeKinesisStreamingDestinationCommand: 'read',
  DescribeLimitsCommand: 'read',
  DescribeTableCommand: 'read',
  DescribeTableReplicaAutoScalingCommand: 'read',
  DescribeTimeToLiveCommand: 'read',
  DisableKinesisStreamingDestinationCommand: 'write',
  EnableKinesisStreamingDestinationCommand: 'write',
  ExecuteStatementCommand: 'write',
  ExecuteTransactionCommand: 'write',
  ExportTableToPointInTimeCommand: 'write',
  GetItemCommand: 'read',
  GetResourcePolicyCommand: 'read',
  ImportTableCommand: 'write',
  ListBackupsCommand: 'read',
  ListBulkOperationsCommand: 'read',
  ListContributorInsightsCommand: 'read',
  ListExportsCommand: 'read',
  ListGlobalTablesCommand: 'read',
  ListImportsCommand: 'read',
  ListTablesCommand: 'read',
  ListTagsOfResourceCommand: 'read',
  PutItemCommand: 'write',
  PutResourcePolicyCommand: 'write',
  QueryCommand: 'read',
  RestoreTableFromBackupCommand: 'write',
  RestoreTableToPointInTimeCommand: 'write',
  ScanCommand: 'read',
  SearchVectorsCommand: 'read',
  StartBulkPutItemsCommand: 'write',
  TagResourceCommand: 'write',
  TransactGetItemsCommand: 'read',
  TransactWriteItemsCommand: 'write',
  UntagResourceCommand: 'write',
  UpdateContinuousBackupsCommand: 'write',
  UpdateContributorInsightsCommand: 'write',
  UpdateGlobalTableCommand: 'write',
  UpdateGlobalTableSettingsCommand: 'write',
  UpdateItemCommand: 'write',
  UpdateKinesisStreamingDestinationCommand: 'write',
  UpdateTableCommand: 'write',
  UpdateTableReplicaAutoScalingCommand: 'write',
  UpdateTimeToLiveCommand: 'write',
};

/**
 * One event for each command, of type `dynamodb_write` or `dynamodb_read`, its action the name of the command (`BatchExecuteStatement`), its
 * resource the table; of several tables their names. Contents and keys of customers stay out.
 */
export const awsDynamodbPolicy: ClosedAuditPolicy<Sdk.DynamoDBClient> = commandPolicy({
  type: 'dynamodb',
  access: ACCESS,
  resourceType: 'table',
  resource: ({ input }) => read(input, 'TableName') ?? listTables(input) ?? read(input, 'ResourceArn'),
  details: { index: 'IndexName' },
});
