import type { Role } from '../shared/api/roles.js';
import type { Check } from './finding.js';
import { isDenied } from './why-it-failed.js';

/** A harmless request that only one role may make. */
export interface RoleProbe {
  readonly role: Role;
  /** Of the policy that allows it. */
  readonly policyArn: string;
  ask(): Promise<unknown>;
}

/** What the caller may read. Reading events is what a trail is for; other roles are for some and not for others. */
export const checkPermissions = (viewer: RoleProbe, others: readonly RoleProbe[]): Check => ({
  name: 'permissions',
  async run() {
    const probes = [viewer, ...others];
    const denied = await Promise.all(probes.map(isRefused));
    const may = probes.filter((_, at) => !denied[at]).map(({ role }) => role);
    const mayNot = probes.filter((_, at) => denied[at]);
    const found = `these credentials act as ${may.join(', ') || 'nobody'}`;
    if (mayNot.length === 0) return { verdict: 'ok', found };
    return {
      verdict: denied[0] ? 'FAILED' : 'warn',
      found: `${found}, and not as ${mayNot.map(({ role }) => role).join(', ')}`,
      remedy: `where that is not meant, attach ${mayNot.map(({ policyArn }) => policyArn).join(' and ')}`,
    };
  },
});

async function isRefused({ ask }: RoleProbe): Promise<boolean> {
  try {
    await ask();
    return false;
  } catch (error) {
    if (isDenied(error)) return true;
    throw error;
  }
}
