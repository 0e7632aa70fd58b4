import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findConfiguredRetentionDays } from '../../infra/configured-retention.js';
import { makeFolder } from './synthesise.js';

function write(text: string): string {
  const path = join(makeFolder(), 'audit_config.yaml');
  writeFileSync(path, text);
  return path;
}

const find = (path: string) => findConfiguredRetentionDays({ path, environment: {} });

describe('retention from the configuration file', () => {
  it('is what the shipped file says', () => {
    expect(find('audit_config.yaml')).toBe(90);
  });

  it('is what the file says when events go to the table', () => {
    expect(find(write('audit:\n  storage:\n    type: database\n    retention_days: 400\n'))).toBe(400);
  });

  it('is not said by a file whose days are about files', () => {
    expect(find(write('audit:\n  storage:\n    type: file\n    retention_days: 7\n'))).toBeUndefined();
  });

  it('is refused with its key when it is wrong', () => {
    expect(() => find(write('audit:\n  storage:\n    retention_days: soon\n'))).toThrow('audit.storage.retention_days');
  });
});
