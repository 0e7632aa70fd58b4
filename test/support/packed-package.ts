/** The package as its users get it: built, packed by npm, unpacked into projects that are outside the repository. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { buildPackage } from '../../scripts/build.js';
import { readTar } from './read-tar.js';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder outside the repository that has the package in its `node_modules`. */
export class InstalledProject {
  constructor(readonly folder: string) {}

  write(path: string, content: string | Buffer): void {
    const target = join(this.folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }

  /** Links a package of the repository. */
  link(name: string): void {
    const target = join(this.folder, 'node_modules', name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), target, 'junction');
  }

  /**
   * Runs a program with this Node, and nothing of this process's environment but what is given. PATH is an empty
   * folder: what starts another program fails.
   */
  async runNode(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<ProgramResult> {
    const nowhere = join(this.folder, 'no-programs');
    mkdirSync(nowhere, { recursive: true });
    const env = {
      PATH: nowhere,
      HOME: this.folder,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...environment,
    };
    try {
      const said = await run(process.execPath, [...args], { cwd: this.folder, env, timeout: 50_000 });
      return { code: 0, ...said };
    } catch (error) {
      if (!(error instanceof Error && 'stdout' in error && 'stderr' in error)) throw error;
      const code = 'code' in error && typeof error.code === 'number' ? error.code : -1;
      return { code, stdout: String(error.stdout), stderr: String(error.stderr) };
    }
  }
}

export class PackedPackage {
  constructor(
    /** Removed with all projects by `remove`. */
    readonly folder: string,
    readonly tarball: string,
    readonly bytes: number,
    /** By path, without `package/`. */
    readonly files: ReadonlyMap<string, Buffer>,
  ) {}

  read(path: string): string {
    const content = this.files.get(path);
    if (content === undefined) throw new Error(`the package has no ${path}`);
    return content.toString('utf8');
  }

  /** Without comments. */
  readCode(path: string): string {
    return this.read(path).replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
  }

  /** The declarations that these reach, and the packages that they import. */
  followTypes(entries: readonly string[]): { files: string[]; packages: string[] } {
    const files = new Set<string>();
    const packages = new Set<string>();
    const queue = [...entries];
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      if (files.has(file)) continue;
      files.add(file);
      for (const [, specifier = ''] of this.readCode(file).matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
        if (specifier.startsWith('.')) queue.push(posix.join(posix.dirname(file), specifier.replace(/\.js$/, '.d.ts')));
        else packages.add(specifier);
      }
    }
    return { files: [...files], packages: [...packages] };
  }

  /**
   * Copies `test/contracts/projects/<template>`, and installs the package beside those that `packages` names. Their own
   * dependencies are found where the repository has them, those of this package only in the project.
   */
  createProject(template: string, packages: readonly string[], name = template): InstalledProject {
    const project = new InstalledProject(join(this.folder, name));
    cpSync(join(root, 'test/contracts/projects', template), project.folder, { recursive: true });
    for (const [path, content] of this.files) project.write(join('node_modules/trailkeeper', path), content);
    for (const each of packages) project.link(each);
    return project;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Takes about 5 s and uses no network. */
export async function packPackage(): Promise<PackedPackage> {
  // The real path: a compiler that follows links would otherwise see two of each file.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'package-')));
  const stage = join(folder, 'stage');
  await buildPackage(join(stage, 'dist'));
  for (const file of ['package.json', 'LICENSE', 'README.md', 'CHANGELOG.md', 'CONTRIBUTING.md']) {
    cpSync(join(root, file), join(stage, file));
  }
  // `prepack` would build it once more, somewhere else.
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--offline', '--json'], { cwd: stage });
  const [{ filename }]: [{ filename: string }] = JSON.parse(stdout);
  const tarball = join(stage, filename);
  const packed = await readFile(tarball);
  return new PackedPackage(folder, tarball, packed.length, readTar(gunzipSync(packed)));
}
