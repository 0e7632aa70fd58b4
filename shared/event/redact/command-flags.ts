/** Options of one letter, which mean a password to some programs only. */
import { REDACTED } from './plain-value.js';

const WITH_USER = /\bcurl\b/;
const WITH_PASSWORD = /\b(?:sshpass|mysql\w{0,16}|mariadb\w{0,16}|mongo\w{0,16}|login)\b/;

/** Whether one of the programs (and subcommands) named in `programs` takes `-u user:password`. */
export const takesUser = (programs: string) => WITH_USER.test(programs);
/** Whether one takes `-p password`. */
export const takesPassword = (programs: string) => WITH_PASSWORD.test(programs);

export function isPasswordFlag(flag: string, programs: string): boolean {
  if (flag === '-p') return takesPassword(programs);
  return /^(?:-[uU]|--(?:proxy-)?user)$/.test(flag) && takesUser(programs);
}

/** The `-p` of `-phunter2`, or undefined. */
export function findJoinedPassword(flag: string, programs: string): string | undefined {
  const isJoined = /^-p[^=\s]/.test(flag) && flag !== `-p${REDACTED}`;
  return isJoined && takesPassword(programs) ? '-p' : undefined;
}
