import type { Role } from '../../shared/api/answers/roles.js';
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
    const [reading, ...rest] = await Promise.all([viewer, ...others].map(tryRole));
    // Nobody reads while the service is down: that is no matter of permissions.
    if (reading?.error !== undefined) throw reading.error;
    const all = [...(reading === undefined ? [] : [reading]), ...rest];
    const list = (wanted: (outcome: Outcome) => boolean) => all.filter(wanted).map(({ role }) => role);
    const may = list(({ denied, error }) => !denied && error === undefined);
    const mayNot = all.filter(({ denied }) => denied);
    const unknown = list(({ error }) => error !== undefined);
    const found = [
      `these credentials act as ${may.join(', ') || 'nobody'}`,
      ...(mayNot.length === 0 ? [] : [`not as ${mayNot.map(({ role }) => role).join(', ')}`]),
      ...(unknown.length === 0 ? [] : [`no answer to ${unknown.join(', ')}`]),
    ].join(', ');
    if (mayNot.length === 0 && unknown.length === 0) return { verdict: 'ok', found };
    const attach = `where that is not meant, attach ${mayNot.map(({ policyArn }) => policyArn).join(' and ')}`;
    return {
      verdict: reading?.denied ? 'FAILED' : 'warn',
      found,
      remedy: mayNot.length === 0 ? 'docs/runbook.md, ApiErrors' : attach,
    };
  },
});

interface Outcome extends RoleProbe {
  readonly denied: boolean;
  /** Of a request that failed for another reason than the caller's permissions. */
  readonly error?: unknown;
}

async function tryRole(probe: RoleProbe): Promise<Outcome> {
  try {
    await probe.ask();
    return { ...probe, denied: false };
  } catch (error) {
    return isDenied(error) ? { ...probe, denied: true } : { ...probe, denied: false, error };
  }
}
