// What a manager carries: neither a schema library nor a YAML parser nor the CDK is there.
import { AuditLogger, AuditTrail } from 'trailkeeper';
import { MemoryAuditLogger } from 'trailkeeper/testing';

const audit = new AuditLogger({ storage: { type: 'file', directory: 'audit' } });
const receipt = await audit.logEvent({ event_type: 'shelf', action: 'put', status: 'success', resource_id: 'one' });
await audit.close();
const missing = await import('trailkeeper/config').then(
  () => 'nothing',
  (error) => error.code,
);
console.log(JSON.stringify({ receipt, missing, names: [AuditTrail.name, MemoryAuditLogger.name] }));
