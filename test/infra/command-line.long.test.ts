import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../functions/functions.js';
import { bundleFunctions } from '../../scripts/bundle-functions.js';
import { makeFolder } from './synthesise.js';

const root = resolve(import.meta.dirname, '..', '..');
const bundles = makeFolder();
let entries: string[] = [];

beforeAll(async () => {
  entries = await bundleFunctions(bundles);
});

/** Runs a program of the project as on a machine without network, without credentials, without settings of AWS. */
function run(file: string, args: readonly string[], environment: Record<string, string> = {}) {
  const nowhere = 'http://127.0.0.1:9';
  return spawnSync(process.execPath, [file, ...args], {
    cwd: root,
    encoding: 'utf8',
    timeout: 55_000,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: makeFolder(),
      HTTP_PROXY: nowhere,
      HTTPS_PROXY: nowhere,
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      ...environment,
    },
  });
}

describe('bundled functions', () => {
  it('are all there, and exports twice: streamed and whole', () => {
    expect(entries).toEqual(['accept/index', 'export/index', 'export/stream', 'ingest/index', 'query/index']);
    for (const name of FUNCTION_NAMES) expect(existsSync(join(bundles, name, 'index.mjs'))).toBe(true);
  });

  it('are whole programs: they ask for nothing but what Node.js has', () => {
    for (const entry of entries) {
      const text = readFileSync(join(bundles, `${entry}.mjs`), 'utf8');
      const imported = [...text.matchAll(/(?:^|[;}\n])import\s*(?:[\w*{}$,\s]+from)?\s*"([^"]+)"/g)].map(
        ([, from]) => from,
      );
      expect(imported.length).toBeGreaterThan(0);
      const foreign = imported.filter((from) => !from?.startsWith('node:'));
      expect(foreign).toEqual([]);
    }
  });

  it('start, and name the variable that is missing', () => {
    for (const name of FUNCTION_NAMES) {
      const { stderr, status } = run(join(bundles, name, 'index.mjs'), []);
      expect(stderr).toMatch(name === 'accept' ? 'QUEUE_URL' : 'TABLE_NAME');
      expect(status).toBe(1);
    }
  });
});

describe('cdk synth', () => {
  const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const synth = (...options: string[]) => {
    const output = makeFolder();
    const done = run(cdk, ['synth', '--quiet', '--build', '', '-o', output, '-c', `bundles=${bundles}`, ...options]);
    return { ...done, output };
  };

  it('works without network, without credentials and without a region', () => {
    const { status, stderr, output } = synth('-c', 'stage=prod');
    expect(stderr).not.toMatch(/error/i);
    expect(status).toBe(0);
    expect(readdirSync(output)).toContain('trailkeeper-prod.template.json');
  });

  it('says which stages there are', () => {
    const { status, stderr } = synth('-c', 'stage=production');
    expect(status).not.toBe(0);
    expect(stderr).toContain('unknown stage "production": expected one of trial, dev, prod, emulator');
  });
});
