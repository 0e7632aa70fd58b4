import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PackedPackage, runTool, type UserProject } from '../support/packed-package.js';
import { FOREIGN_LIBRARY, POLICY, RIGHT, WRONG } from './user-programs.js';

const tsc = resolve(import.meta.dirname, '../../node_modules/typescript/bin/tsc');
let packed: PackedPackage;
const projects: UserProject[] = [];

beforeAll(async () => {
  packed = await PackedPackage.pack();
}, 180_000);
afterEach(async () => {
  await Promise.all(projects.splice(0).map((project) => project.remove()));
});
afterAll(() => packed?.remove());

async function install(...args: Parameters<PackedPackage['install']>): Promise<UserProject> {
  const project = await packed.install(...args);
  projects.push(project);
  return project;
}

/** What a script printed, as JSON; what it complained about when it failed. */
async function runJson(project: UserProject, script: string): Promise<unknown> {
  const { status, stdout, stderr } = await project.node(script);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('the tarball', () => {
  it('holds the package and nothing else', async () => {
    const files = await packed.listFiles();
    const folders = new Set(
      files.map((file) =>
        file
          .split('/')
          .slice(0, 3)
          .join('/')
          .replace(/^package\/[^/]+$/, 'package/*'),
      ),
    );
    expect([...folders].sort()).toEqual([
      'package/*',
      'package/dist/cjs',
      'package/dist/esm',
      'package/dist/functions',
    ]);
    expect(
      files.filter((file) => /(?:^|\/)(?:test|node_modules|\.cache)\/|\.ts$/.test(file.replace('.d.ts', ''))),
    ).toEqual([]);
  });

  it('has no complaint from publint', async () => {
    const { status, stdout } = await runTool('publint/src/cli.js', packed.path, '--strict');
    expect(stdout).toContain('All good!');
    expect(status).toBe(0);
  });

  it('has types that Node and bundlers resolve, for both kinds of module', async () => {
    const tool = '@arethetypeswrong/cli/dist/index.js';
    const { status, stdout } = await runTool(tool, packed.path, '--profile', 'node16', '--format', 'json');
    const found = Object.values<{ resolutionKind: string }[]>(JSON.parse(stdout).problems).flat();
    // Resolution as before Node 12, which knows no `exports`, finds the root alone.
    expect(found.filter(({ resolutionKind }) => resolutionKind !== 'node10')).toEqual([]);
    expect(status).toBe(0);
  });

  it('has types that need no schema library: they would become any where it is not installed', async () => {
    const project = await install('module', [], {});
    const folder = join(project.folder, 'node_modules/trailkeeper/dist');
    const declarations = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.d.ts'));
    expect(declarations.length).toBeGreaterThan(50);
    const imported = new Set<string>();
    for (const name of declarations) {
      const text = (await readFile(join(folder, name), 'utf8')).replace(/\/\*[\s\S]*?\*\//g, '');
      for (const [, specifier = ''] of text.matchAll(/(?:from|import\()\s*['"]([^.'"][^'"]*)['"]/g))
        imported.add(specifier);
    }
    expect([...imported].filter((name) => !/^(?:node:|aws-cdk-lib(?:\/|$)|constructs$)/.test(name))).toEqual([]);
  });

  it('the client runs where neither yaml nor zod nor the CDK is installed', async () => {
    const project = await install('module', [], {
      'main.mjs': `
        import { rmSync } from 'node:fs';
        for (const name of ['zod', 'yaml']) rmSync(new URL('./node_modules/' + name, import.meta.url), { recursive: true });
        const { AuditLogger, AuditTrail } = await import('trailkeeper');
        const { MemoryAuditLogger } = await import('trailkeeper/testing');
        console.log(JSON.stringify([typeof AuditLogger, typeof AuditTrail, typeof MemoryAuditLogger]));
      `,
    });
    expect(await runJson(project, 'main.mjs')).toEqual(['function', 'function', 'function']);
  });
});

describe('a user', () => {
  it.each([
    [
      'an ES module',
      'module',
      "import foreign from 'foreign-store'; import { AuditLogger, instrument, notAudited } from 'trailkeeper';",
    ],
    [
      'CommonJS',
      'commonjs',
      "const foreign = require('foreign-store'); const { AuditLogger, instrument, notAudited } = require('trailkeeper');",
    ],
  ] as const)('as %s wraps a class of a foreign library and finds its operations', async (_, type, imports) => {
    const project = await install(type, [], {
      ...FOREIGN_LIBRARY,
      'main.js': `${imports}
        async function main() {
          const audit = new AuditLogger({ storage: { type: 'file', directory: 'audit' } }, { warn() {} });
          instrument(foreign.Store, ${POLICY}, audit);
          const store = new foreign.Store();
          const results = await audit.run({ user_id: 'alice' }, async () => [
            await store.put('a.txt', 'hello'),
            await store.get('a.txt'),
            await store.get('b.txt').catch((error) => error.message),
          ]);
          store.close();
          const report = await audit.close();
          console.log(JSON.stringify({ results, complete: report.complete }));
        }
        main();
      `,
    });
    expect(await runJson(project, 'main.js')).toEqual({
      results: [{ size: 5 }, 'hello', 'no such key: b.txt'],
      complete: true,
    });
    const folder = join(project.folder, 'audit');
    const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
    const events = texts.flatMap((text) => text.trim().split('\n')).map((line) => JSON.parse(line));
    expect(events.map((event) => [event.action, event.resource_id, event.status, event.user_id])).toEqual([
      ['write', 'a.txt', 'success', 'alice'],
      ['read', 'a.txt', 'success', 'alice'],
      ['read', 'b.txt', 'failure', 'alice'],
    ]);
    expect(events[0].details).toEqual({ path: 'a.txt', size: 5 });
    expect(events[2].error).toEqual({ code: 'ENOKEY', message: 'no such key: b.txt' });
  });

  it('of ES modules and one of CommonJS share one context in one process', async () => {
    const project = await install('module', [], {
      'inner.cjs': `
        const { instrument, currentContext } = require('trailkeeper');
        class Inner { work() { return { user: currentContext().user_id, correlation: currentContext().correlation_id }; } }
        exports.track = (audit) => instrument(Inner, { work: { type: 'pin_operation', action: 'add', resource: 'inner' } }, audit);
        exports.Inner = Inner;
        exports.instrument = instrument;
      `,
      'main.mjs': `
        import { instrument, runInContext } from 'trailkeeper';
        import { MemoryAuditLogger } from 'trailkeeper/testing';
        import { Inner, instrument as commonJsInstrument, track } from './inner.cjs';
        class Outer { async work() { await null; return new Inner().work(); } }
        const audit = new MemoryAuditLogger();
        instrument(Outer, { work: { type: 'vfs_operation', action: 'write', resource: 'outer' } }, audit);
        track(audit);
        const seen = await runInContext({ user_id: 'bob', correlation_id: 'r-1' }, () => new Outer().work());
        console.log(JSON.stringify({ seen, twoCopies: instrument !== commonJsInstrument, events: audit.events }));
      `,
    });
    const { seen, twoCopies, events } = (await runJson(project, 'main.mjs')) as {
      seen: unknown;
      twoCopies: boolean;
      events: Record<string, unknown>[];
    };
    expect(twoCopies).toBe(true);
    expect(seen).toEqual({ user: 'bob', correlation: 'r-1' });
    const [inner = {}, outer = {}] = events;
    expect(inner).toMatchObject({ resource_id: 'inner', user_id: 'bob', correlation_id: 'r-1' });
    expect(outer).toMatchObject({ resource_id: 'outer', user_id: 'bob' });
    expect(inner.caused_by).toBe(outer.operation_id);
    // One clock for both copies: starts rise in the order in which the operations began.
    expect(String(inner.timestamp) > String(outer.timestamp)).toBe(true);
  });

  it.each(['module', 'commonjs'] as const)('of type %s reads a configuration', async (type) => {
    const load =
      type === 'module' ? "const m = await import('trailkeeper/config');" : "const m = require('trailkeeper/config');";
    const project = await install(type, [], {
      'audit_config.yaml': 'audit:\n  enabled: true\n  batch_size: 7\n',
      'main.js': `${load}
        const config = m.loadAuditConfig({ environment: {} });
        let refused = '';
        try { m.parseAuditConfig('audit:\\n  batch_sice: 7\\n'); } catch (error) { refused = String(error instanceof m.ConfigError) + error.message; }
        console.log(JSON.stringify({ size: config.batch_size, refused }));
      `,
    });
    expect(await runJson(project, 'main.js')).toEqual({
      size: 7,
      refused: expect.stringMatching(/^true[\s\S]*batch_sice/),
    });
  });
});

describe.each(['module', 'commonjs'] as const)('types for a project of type %s', (type) => {
  const config = {
    compilerOptions: {
      module: 'nodenext',
      target: 'es2022',
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      types: ['node'],
    },
    files: ['main.ts'],
  };
  const compile = async (text: string, packages: readonly string[] = []) => {
    const project = await install(type, ['@types/node', 'undici-types', ...packages], {
      'main.ts': text,
      'tsconfig.json': JSON.stringify(config),
    });
    const { stdout } = await project.node(tsc, '-p', '.');
    return [...stdout.matchAll(/^(.+?)\((\d+),\d+\): error/gm)].map(([, file, line]) => `${file}:${line}`);
  };

  it('take a right program, with the library itself checked', async () => {
    expect(await compile(RIGHT)).toEqual([]);
  });

  it('refuse a wrong event, policy, configuration and use', async () => {
    const wrong = WRONG.split('\n').flatMap((line, at) => (line.endsWith('// wrong') ? [`main.ts:${at + 1}`] : []));
    expect(wrong).toHaveLength(10);
    expect([...new Set(await compile(WRONG))]).toEqual(wrong);
  });

  it('know the constructs', async () => {
    const text = `
      import { Stack } from 'aws-cdk-lib';
      import { Trailkeeper } from 'trailkeeper/cdk';
      const trail = new Trailkeeper(new Stack(), 'Trail', { stage: 'dev' });
      export const url: string = trail.apiUrl;
      export const wrong = new Trailkeeper(new Stack(), 'Wrong', { stage: 'production' });
    `;
    expect(await compile(text, ['aws-cdk-lib', 'constructs'])).toEqual(['main.ts:6']);
  });
});

describe("a user's own CDK app", () => {
  const body = `
    const app = new App({ outdir: 'cdk.out' });
    const stack = new Stack(app, 'Mine');
    const trail = new Trailkeeper(stack, 'Trail', { stage: 'trial' });
    trail.grantSend(new AccountPrincipal('123456789012'));
    app.synth();
    console.log(JSON.stringify({ stage: 'synthesised' }));
  `;
  it.each([
    [
      'module',
      "import { App, Stack } from 'aws-cdk-lib'; import { AccountPrincipal } from 'aws-cdk-lib/aws-iam'; import { Trailkeeper } from 'trailkeeper/cdk';",
    ],
    [
      'commonjs',
      "const { App, Stack } = require('aws-cdk-lib'); const { AccountPrincipal } = require('aws-cdk-lib/aws-iam'); const { Trailkeeper } = require('trailkeeper/cdk');",
    ],
  ] as const)(
    'of type %s is synthesised without esbuild and Docker, with the handlers of the package',
    async (type, imports) => {
      const project = await install(type, ['aws-cdk-lib', 'constructs'], { 'app.js': imports + body });
      expect((await project.node('-e', "require('esbuild')")).status).not.toBe(0);
      expect(await runJson(project, 'app.js')).toEqual({ stage: 'synthesised' });
      const out = join(project.folder, 'cdk.out');
      const template = JSON.parse(await readFile(join(out, 'Mine.template.json'), 'utf8'));
      const resources = Object.values<{ Type: string; Properties: Record<string, Record<string, string>> }>(
        template.Resources,
      );
      const handlers = resources.filter(
        ({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties.Runtime,
      );
      expect(handlers.length).toBeGreaterThanOrEqual(4);
      for (const { Properties } of handlers) {
        const [hash] = (Properties.Code?.S3Key ?? '').split('.');
        const [file] = String(Properties.Handler).split('.');
        const code = await readFile(join(out, `asset.${hash}`, `${file}.mjs`), 'utf8');
        expect(code.length).toBeGreaterThan(10_000);
      }
    },
  );
});
