import { type LoadOptions, loadAuditConfig } from '../shared/config/load-audit-config.js';

/**
 * Days that `audit_config.yaml` says events are kept for; undefined when its storage is not the table, because then the
 * number is about files.
 * @throws AuditConfigError when there is a mistake anywhere in the file.
 */
export function findConfiguredRetentionDays(options: LoadOptions = {}): number | undefined {
  const { storage } = loadAuditConfig(options);
  return storage.type === 'database' ? storage.retention_days : undefined;
}
