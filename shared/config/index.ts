/**
 * What the package exports as `trailkeeper/config`: reads `audit_config.yaml` and the environment for `AuditLogger`.
 */
export type { AuditConfig, AuditStorageConfig, CompleteAuditConfig } from '../settings/audit-config.js';
export { ConfigError, type ConfigProblem } from './config-problem.js';
export { type LoadOptions, loadAuditConfig, parseAuditConfig } from './load-audit-config.js';
