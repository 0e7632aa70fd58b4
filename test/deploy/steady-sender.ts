/**
 * A child process that logs numbered events with the TypeScript client until its input ends, then flushes and prints
 * how many it logged: `steady-sender.ts <queue URL> <user> <correlation>`.
 */
import { AuditLogger } from '../../shared/client/record/audit-logger.js';

const [queueUrl = '', user = '', correlation = ''] = process.argv.slice(2);
const INTERVAL_MS = 20;

const audit = new AuditLogger({
  storage: { queue_url: queueUrl, region: 'us-east-1', endpoint: process.env.AWS_ENDPOINT_URL ?? '' },
});
let logged = 0;
const timer = setInterval(() => {
  void audit.logEvent({
    event_type: 'vfs_operation',
    action: 'write',
    status: 'success',
    user_id: user,
    correlation_id: correlation,
    details: { number: logged },
  });
  logged += 1;
}, INTERVAL_MS);

process.stdin.resume();
process.stdin.on('end', async () => {
  clearInterval(timer);
  await audit.close();
  console.log(JSON.stringify({ logged, counters: audit.counters() }));
});
