import { startDynamoDbLocal } from './start-dynamodb-local.js';

/** Every test of the run finds DynamoDB Local in the place of the embedded table. */
export default async function setup(): Promise<() => Promise<void>> {
  const local = await startDynamoDbLocal();
  process.env.TRAILKEEPER_TEST_DYNAMODB = local.endpoint;
  return () => local.stop();
}
