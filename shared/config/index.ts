/**
 * What the package exports as `trailkeeper/config`: reads `audit_config.yaml` and the environment for `AuditLogger`.
 */
export type { AuditConfig, AuditStorageConfig, CompleteAuditConfig } from '../settings/audit-config.js';
export { AuditConfigError, type ConfigProblem } from '../settings/audit-config-error.js';
export { type LoadOptions, loadAuditConfig, parseAuditConfig } from './load-audit-config.js';
