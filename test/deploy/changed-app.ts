/**
 * The app of the next version, to be deployed over this one: another index, and another batch size. Run by
 * `cdk deploy --app "node --import tsx test/deploy/changed-app.ts"`.
 */
import { AttributeType, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { buildAuditApp } from '../../infra/audit-app.js';
import { FACTS } from '../../shared/store/event-facts.js';
import { SORT_KEY } from '../../shared/store/table.js';

export const NEW_INDEX = 'by-correlation';
export const NEW_ATTRIBUTE = FACTS.correlation_id.attribute;
export const NEW_BATCH_SIZE = 40;

function changeApp(): void {
  const app = buildAuditApp(undefined);
  const parts = app.node.findAll();
  const table = parts.find((part): part is Table => part instanceof Table);
  const mapping = parts.find((part): part is CfnEventSourceMapping => part instanceof CfnEventSourceMapping);
  if (table === undefined || mapping === undefined) throw new Error('the app has no table or no mapping');
  table.addGlobalSecondaryIndex({
    indexName: NEW_INDEX,
    // Every event item has this attribute already, for an index that comes later.
    partitionKey: { name: NEW_ATTRIBUTE, type: AttributeType.STRING },
    sortKey: { name: SORT_KEY, type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  });
  mapping.batchSize = NEW_BATCH_SIZE;
  app.synth();
}

if (process.argv[1] === import.meta.filename) changeApp();
