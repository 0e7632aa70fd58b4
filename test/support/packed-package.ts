/** Packs the package as it would be published, and installs it in projects that know nothing of this repository. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { buildPackage } from '../../scripts/build.js';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

/** A new folder outside the repository: nothing above it holds a node_modules that could help out. */
const makeFolder = async (name: string) => realpath(await mkdtemp(join(tmpdir(), `trailkeeper-${name}-`)));

export interface Finished {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface UserProject {
  readonly folder: string;
  /** Runs Node in the project, and nothing else: no other program can be found. */
  node(...args: readonly string[]): Promise<Finished>;
  remove(): Promise<void>;
}

export class PackedPackage {
  private constructor(
    /** Of the tarball. */
    readonly path: string,
    private readonly folder: string,
  ) {}

  /** Builds beside the sources' own `dist`, which other tests may be using. */
  static async pack(): Promise<PackedPackage> {
    const folder = await makeFolder('stage');
    await buildPackage(join(folder, 'dist'));
    for (const file of await readdir(root)) {
      if (/^(?:package\.json|LICENSE|[A-Z]+\.md)$/.test(file)) await cp(join(root, file), join(folder, file));
    }
    const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--silent', '--offline'], { cwd: folder });
    return new PackedPackage(join(folder, stdout.trim().split('\n').at(-1) ?? ''), folder);
  }

  async listFiles(): Promise<string[]> {
    const { stdout } = await run('tar', ['-tzf', this.path]);
    return stdout.trim().split('\n').sort();
  }

  /**
   * An empty project with the package, the packages it depends on, and `packages` of the user's own, as an install
   * would leave them; links to what is installed here stand for what a registry would give.
   */
  async install(
    type: 'module' | 'commonjs',
    packages: readonly string[],
    files: Record<string, string>,
  ): Promise<UserProject> {
    const folder = await makeFolder('user');
    const modules = join(folder, 'node_modules');
    await mkdir(join(modules, 'trailkeeper'), { recursive: true });
    await run('tar', ['-xzf', this.path, '--strip-components=1', '-C', join(modules, 'trailkeeper')]);
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
    for (const name of [...Object.keys(manifest.dependencies), ...packages]) {
      await mkdir(dirname(join(modules, name)), { recursive: true });
      await symlink(join(root, 'node_modules', name), join(modules, name), 'dir');
    }
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true, type }));
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    return {
      folder,
      node: (...args) => runNode(folder, args),
      remove: () => rm(folder, { recursive: true, force: true }),
    };
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function runNode(cwd: string, args: readonly string[]): Promise<Finished> {
  const env = { PATH: join(cwd, 'no-programs'), HOME: cwd, TMPDIR: cwd, AWS_EC2_METADATA_DISABLED: 'true' };
  try {
    const { stdout, stderr } = await run(process.execPath, args, { cwd, env, timeout: 60_000 });
    return { status: 0, stdout, stderr };
  } catch (error) {
    const failed = error as Partial<Record<'code' | 'stdout' | 'stderr', unknown>>;
    return { status: Number(failed.code ?? 1), stdout: String(failed.stdout), stderr: String(failed.stderr) };
  }
}

/** Runs a program of this repository's own dependencies on the tarball. */
export async function runTool(script: string, ...args: readonly string[]): Promise<Finished> {
  return runNode(root, [join(root, 'node_modules', script), ...args]);
}
