import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { getBundle, getBundlesFolder } from '../../../../infra/constructs/foundation/handler-bundles.js';
import { makeBundles, makeFolder, synthesise } from '../../synthesise.js';

describe('bundled handlers', () => {
  it('are beside the constructs in the package and in dist of the sources', () => {
    const root = makeFolder();
    const bundles = join(root, 'dist', 'functions');
    cpSync(makeBundles(), bundles, { recursive: true });
    for (const folder of [join(root, 'dist', 'cdk'), join(root, 'infra', 'constructs')]) {
      mkdirSync(folder, { recursive: true });
      expect(getBundlesFolder(folder)).toBe(bundles);
    }
  });

  it('are not the folder of the sources', () => {
    const root = makeFolder();
    mkdirSync(join(root, 'functions', 'ingest'), { recursive: true });
    expect(() => getBundlesFolder(join(root, 'infra', 'constructs'))).toThrow('run `npm run bundle` first');
  });

  it('are asked for by file', () => {
    const bundles = makeBundles();
    expect(getBundle(bundles, 'query', 'index.handler')).toBe(join(bundles, 'query'));
    rmSync(join(bundles, 'export', 'stream.mjs'));
    expect(() => getBundle(bundles, 'export', 'stream.handler')).toThrow(/no bundled handler .*stream\.mjs/);
    expect(() => synthesise({ bundlesFolder: bundles })).toThrow(/stream\.mjs/);
    expect(() => synthesise({ bundlesFolder: bundles, streamExports: false })).not.toThrow();
  });
});
