/** The settings of backends on disk: one YAML file each, `<name>.yaml`. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { syncFolder, writeFileAtomically } from '../atomic-file.js';
import { isMissing } from '../is-missing.js';
import { ManagerError } from '../manager-error.js';
import { type BackendConfig, checkConfig } from './backend-config.js';

const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const ENDING = '.yaml';

/** Throws `invalid_name`: names become file names. */
export function checkName(name: string): void {
  if (typeof name === 'string' && NAME.test(name)) return;
  throw new ManagerError(
    'invalid_name',
    'a backend is named by 1 to 64 of a-z, 0-9, _ and -, the first a letter or digit',
  );
}

export class BackendFiles {
  constructor(private readonly dir: string) {}

  /** In alphabetical order. */
  async listNames(): Promise<string[]> {
    try {
      const files = await readdir(this.dir);
      const names = files.filter((file) => file.endsWith(ENDING)).map((file) => file.slice(0, -ENDING.length));
      return names.filter((name) => NAME.test(name)).sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  /** Throws `invalid_name`, and `invalid_config` when somebody broke the file. */
  async find(name: string): Promise<BackendConfig | undefined> {
    checkName(name);
    let text: string;
    try {
      text = await readFile(this.pathOf(name), 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    try {
      return checkConfig(parse(text));
    } catch (error) {
      // What a YAML error quotes may be a credential.
      const reason = error instanceof ManagerError ? error.message : 'not YAML';
      throw new ManagerError('invalid_config', `${name}${ENDING}: ${reason}`);
    }
  }

  /** Throws `not_found` besides what `find` throws. */
  async get(name: string): Promise<BackendConfig> {
    const config = await this.find(name);
    if (config === undefined) throw new ManagerError('not_found', `there is no backend ${name}`);
    return config;
  }

  /** The file may hold credentials: nobody but its owner reads it. */
  async write(name: string, config: BackendConfig): Promise<void> {
    checkName(name);
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    await writeFileAtomically(this.pathOf(name), stringify(config), { mode: 0o600 });
  }

  async remove(name: string): Promise<void> {
    checkName(name);
    await rm(this.pathOf(name));
    await rm(this.keyMapPath(name), { force: true });
    await syncFolder(this.dir);
  }

  /** The id of this installation, made once. */
  async findOwner(): Promise<string> {
    try {
      return (await readFile(this.ownerPath, 'utf8')).trim();
    } catch (error) {
      if (!isMissing(error)) throw error;
      const owner = randomUUID();
      await mkdir(this.dir, { recursive: true, mode: 0o700 });
      await writeFileAtomically(this.ownerPath, `${owner}\n`);
      return owner;
    }
  }

  /** Where an IPFS backend keeps its keys. */
  keyMapPath(name: string): string {
    return join(this.dir, 'ipfs', `${name}.json`);
  }

  private get ownerPath(): string {
    return join(this.dir, 'owner');
  }

  private pathOf(name: string): string {
    return join(this.dir, `${name}${ENDING}`);
  }
}
