/** What `cdk` runs: `-c stage=…` and the other options are in `docs/deploy.md`. */
import { buildAuditApp } from './audit-app.js';
import { findConfiguredRetentionDays } from './configured-retention.js';

buildAuditApp(findConfiguredRetentionDays()).synth();
