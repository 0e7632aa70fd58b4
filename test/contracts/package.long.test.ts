import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalRuntime, startLocal } from '../../local/start-local.js';
import { readDocumentExamples } from '../support/document-examples.js';
import { type InstalledProject, type PackedPackage, packPackage } from '../support/packed-package.js';
import { readTypeErrors } from '../support/type-errors.js';

const RUNTIME = ['@aws-sdk/client-sqs', '@smithy/signature-v4'];
const ALL = [...RUNTIME, 'yaml', 'zod'];
const TYPES = ['@types/node', 'undici-types'];
const ATTW = resolve(import.meta.dirname, '../../node_modules/@arethetypeswrong/cli/dist/index.js');
const CDK = ['aws-cdk-lib', 'constructs', 'zod'];

/** As package.json exports them. */
const ENTRIES = [
  '.',
  './config',
  './testing',
  './testing/vitest',
  './testing/jest',
  './policies/aws-s3',
  './policies/aws-dynamodb',
  './policies/aws-sqs',
  './policies/s3-client',
  './http/express',
  './http/fastify',
  './http/hono',
  './http/nest',
  './cdk',
  './schema/event.json',
  './package.json',
];

let packed: PackedPackage;
beforeAll(async () => {
  packed = await packPackage();
});
afterAll(() => packed?.remove());

/** Runs a program that prints JSON. */
async function runProgram(project: InstalledProject, args: string[], environment?: Record<string, string>) {
  const { code, stdout, stderr } = await project.runNode(args, environment);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('the tarball', () => {
  it('holds both kinds of modules, types, the bundled handlers, and nothing else', () => {
    const others = [...packed.files.keys()].filter(
      (path) =>
        !/^dist\/(?:esm|cjs)\/(?:shared|infra|functions)\/[\w/-]+\.(?:js|d\.ts)$/.test(path) &&
        !/^dist\/functions\/[a-z]+\/[a-z]+\.mjs$/.test(path) &&
        !/^docs\/[\w/-]+\.(?:md|json|html)$/.test(path),
    );
    expect(others.sort()).toEqual([
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'dist/cjs/package.json',
      'dist/esm/package.json',
      'dist/schema/event.json',
      'package.json',
    ]);
    for (const name of ['ingest', 'accept', 'query', 'export']) {
      expect([...packed.files.keys()]).toContain(`dist/functions/${name}/index.mjs`);
    }
    expect(packed.bytes).toBeLessThan(3_000_000);
  });

  it('needs at run time only what its dependencies and peers name', () => {
    const manifest = JSON.parse(packed.read('package.json'));
    expect(Object.keys(manifest.exports)).toEqual(ENTRIES);
    expect(Object.keys(manifest.dependencies).sort()).toEqual([...ALL].sort());
    // Older ones refuse the names of findings under which the constructs acknowledge them.
    expect(manifest.peerDependencies).toEqual({ 'aws-cdk-lib': '^2.276.0', constructs: '^10.5.1' });
    expect(manifest.peerDependenciesMeta).toEqual({
      'aws-cdk-lib': { optional: true },
      constructs: { optional: true },
    });
  });

  it.each(['esm', 'cjs'])('the types of %s need no schema library and hold no any', (kind) => {
    const reached = packed.followTypes([
      `dist/${kind}/shared/index.d.ts`,
      `dist/${kind}/shared/config/index.d.ts`,
      `dist/${kind}/shared/testing/index.d.ts`,
      ...['express', 'fastify', 'hono', 'nest'].map((name) => `dist/${kind}/shared/http/${name}.d.ts`),
    ]);
    expect(reached.packages).toEqual([]);
    expect(reached.files.length).toBeGreaterThan(20);
    const loose = packed.followTypes([`dist/${kind}/infra/index.d.ts`]).files.concat(reached.files);
    expect(loose.filter((file) => /\bany\b/.test(packed.readCode(file)))).toEqual([]);
  });

  it('passes publint, every suggestion included', async () => {
    const { messages } = await publint({ pack: { tarball: new Uint8Array(readFileSync(packed.tarball)).buffer } });
    expect(messages).toEqual([]);
  });

  it('has types that say what Node loads, for every way to resolve them', async () => {
    const project = packed.createProject('bare', [], 'attw');
    // Not TypeScript's resolution of old, which knows no export maps and so the root alone.
    const args = [ATTW, packed.tarball, '--profile', 'node16', '--format', 'ascii', '--no-color', '--no-emoji'];
    const { code, stdout } = await project.runNode(args);
    expect(code, stdout).toBe(0);
    expect(stdout.match(/^(?:node16 \(from (?:CJS|ESM)\)|bundler): OK\b/gm)).toHaveLength(3 * ENTRIES.length);
  });
});

describe('a program that uses the package', () => {
  it('runs without the packages that only configuration and deployment need', async () => {
    const project = packed.createProject('bare', RUNTIME);
    // Files cannot be queried, and a warning says so.
    const said = await runProgram(project, ['main.mjs'], { NODE_NO_WARNINGS: '1' });
    expect(said).toEqual({
      receipt: { fate: 'sent' },
      missing: 'ERR_MODULE_NOT_FOUND',
      names: ['AuditTrail', 'MemoryAuditLogger'],
    });
  });

  it('loads every entry, as an ES module and as CommonJS', async () => {
    const project = packed.createProject('entries', [...new Set([...ALL, ...CDK])]);
    const names = ENTRIES.map((entry) => entry.replace('.', 'trailkeeper'));
    for (const program of ['main.mjs', 'main.cjs']) {
      const said = await runProgram(project, [program, ...names]);
      expect(Object.keys(said)).toEqual(names);
      expect(Object.values(said).filter((exported) => Array.isArray(exported) && exported.length === 0)).toEqual([]);
      expect(said).toMatchObject({
        'trailkeeper/testing': ['MemoryAuditLogger', 'waitForEvent'],
        'trailkeeper/testing/jest': ['register'],
        'trailkeeper/http/express': ['auditContext'],
        'trailkeeper/policies/aws-s3': ['ACCESS', 'awsS3Policy'],
        'trailkeeper/policies/aws-dynamodb': ['ACCESS', 'awsDynamodbPolicy'],
        'trailkeeper/policies/aws-sqs': ['ACCESS', 'awsSqsPolicy'],
        'trailkeeper/policies/s3-client': ['s3ClientPolicy'],
      });
    }
  });

  it('shares the context between its ES module and its CommonJS copy', async () => {
    const said = await runProgram(packed.createProject('nested', RUNTIME), ['main.mjs']);
    expect(said.areTwoCopies).toBe(true);
    const actors = [
      { user_id: 'alice', correlation_id: 'outer-esm', status: 'success' },
      { user_id: 'bob', correlation_id: 'outer-cjs', status: 'success' },
    ];
    expect(said.esm).toMatchObject(actors);
    expect(said.cjs).toMatchObject(actors);
    expect(said.cjs.map((event: { caused_by: string }) => event.caused_by)).toEqual(
      said.esm.map((event: { operation_id: string }) => event.operation_id),
    );
    expect(said.seen).toMatchObject({ user_id: 'bob', correlation_id: 'outer-cjs' });
    expect(said.second).toBe('TypeError');
  });

  describe('against the embedded runtime', () => {
    let runtime: LocalRuntime;
    beforeAll(async () => {
      const dataDir = `${packed.folder}/data`;
      runtime = await startLocal({ dataDir, port: 0, whenTaken: 'fail' });
    });
    afterAll(() => runtime?.stop());

    it.each(['mjs', 'cjs'])('finds the operations of a class of a library in the trail (main.%s)', async (kind) => {
      const project = packed.createProject('foreign-class', [...ALL, '@aws-sdk/client-s3'], kind);
      const { stored, kept, counters } = await runProgram(project, [`main.${kind}`], {
        ...runtime.senderEnvironment,
        S3_ENDPOINT: runtime.s3Endpoint,
        TRAIL_URL: runtime.url,
      });
      const bucket = kind === 'mjs' ? 'esm' : 'cjs';
      const common = { event_type: 'object_store', user_id: 'alice' };
      expect(stored).toMatchObject([
        { ...common, action: 'CreateBucket', status: 'success', resource_id: bucket },
        { ...common, action: 'PutObject', status: 'success', resource_id: `${bucket}/a.txt` },
        { ...common, action: 'GetObject', status: 'failure', resource_id: `${bucket}/b.txt` },
      ]);
      expect(kept).toMatchObject([{ action: 'PutObject', status: 'success', resource_id: `${bucket}/c.txt` }]);
      expect(counters).toMatchObject({ attempted: 3, sent: 3 });
    });
  });
});

const MODES = {
  'an ES module': { type: 'module', module: 'nodenext' },
  'a CommonJS module': { type: 'commonjs', module: 'nodenext' },
  'a bundler': { type: 'module', module: 'esnext', moduleResolution: 'bundler' },
};

describe.each(Object.entries(MODES))('types as %s sees them', (name, { type, ...options }) => {
  const folder = `types-${name.replaceAll(' ', '-')}`;

  it('accept what is right and refuse what is wrong', async () => {
    const project = packed.createProject('types', [...ALL, ...TYPES], folder);
    project.write('package.json', JSON.stringify({ type }));
    project.write('values.ts', checkValues(['trailkeeper', 'trailkeeper/config', 'trailkeeper/testing']));
    const files = ['right.ts', 'wrong.ts', 'values.ts'];
    // Declarations are checked as well: what cannot be resolved in them would silently accept anything.
    const { found, expected } = await readTypeErrors(project, files, { ...options, skipLibCheck: false });
    expect(found).toEqual(expected);
    expect(expected.length).toBeGreaterThan(12);
  });

  it('accept and refuse a stack', async () => {
    const project = packed.createProject('types', [...CDK, ...TYPES], `${folder}-cdk`);
    project.write('package.json', JSON.stringify({ type }));
    project.write('values.ts', checkValues(['trailkeeper/cdk']));
    const { found, expected } = await readTypeErrors(project, ['cdk.ts', 'values.ts'], options);
    expect(found).toEqual(expected);
    expect(expected).toHaveLength(2);
  });
});

describe('documents', () => {
  it('have examples that compile as they are', async () => {
    const project = packed.createProject('documents', [...CDK, ...TYPES, '@aws-sdk/client-s3', '@smithy/signature-v4']);
    const examples = readDocumentExamples();
    for (const { name, document, code } of examples) {
      const given = existsSync(`${project.folder}/${document}.ts`) ? readNames(project, `${document}.ts`) : [];
      const lines = given.length === 0 ? [] : [`import { ${given.join(', ')} } from './${document}.js';`];
      project.write(`${name}.ts`, [...lines, code].join('\n'));
    }
    project.write('package.json', JSON.stringify({ type: 'module' }));
    const files = examples.map(({ name }) => `${name}.ts`);
    expect((await readTypeErrors(project, files, { module: 'nodenext' })).found).toEqual([]);
    expect(examples.map(({ document }) => document)).toEqual(
      expect.arrayContaining(['README', 'migration', 'package']),
    );
  });
});

const readNames = (project: InstalledProject, file: string): string[] =>
  [...readFileSync(`${project.folder}/${file}`, 'utf8').matchAll(/^export (?:class|const) (\w+)/gm)].map(
    ([, name = '']) => name,
  );

/** A module that compiles when no value that an entry exports is of type any. */
function checkValues(entries: string[]): string {
  const checks = entries.map(
    (entry, index) =>
      `import * as entry${index} from '${entry}';\nexport const found${index}: Loose<typeof entry${index}>[] = ['none'];`,
  );
  return `type Loose<T> = { [K in keyof T]: 0 extends 1 & T[K] ? K : never }[keyof T] | 'none';
type Exact<T> = [Exclude<T, 'none'>] extends [never] ? true : never;
${checks.join('\n')}
${entries.map((_, index) => `export const exact${index}: Exact<Loose<typeof entry${index}>> = true;`).join('\n')}
`;
}

describe('a stack of somebody else', () => {
  it.each(['mjs', 'cjs'])('synthesises with neither a bundler nor Docker (app.%s)', async (kind) => {
    const project = packed.createProject('cdk', CDK, `cdk-${kind}`);
    const { code, stdout, stderr } = await project.runNode([`app.${kind}`, 'out']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('');
    const template = JSON.parse(readFileSync(`${project.folder}/out/Library.template.json`, 'utf8'));
    const resources: { Type: string; Properties: { Handler?: string; Code?: { S3Key?: string } } }[] = Object.values(
      template.Resources,
    );
    const functions = resources.filter(({ Type }) => Type === 'AWS::Lambda::Function');
    expect(functions).toHaveLength(4);
    for (const { Properties } of functions) {
      const asset = `asset.${Properties.Code?.S3Key?.replace('.zip', '')}`;
      const entry = `${Properties.Handler?.split('.')[0]}.mjs`;
      const bundled = readFileSync(`${project.folder}/out/${asset}/${entry}`);
      expect([...packed.files].some(([path, data]) => path.startsWith('dist/functions/') && data.equals(bundled))).toBe(
        true,
      );
    }
  });
});
