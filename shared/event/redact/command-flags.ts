/** Options of one letter, which mean a password to some programs only. */
import { REDACTED } from './plain-value.js';

const WITH_USER = /\bcurl\b/;
const WITH_PASSWORD =
  /\b(?:sshpass|mysql\w{0,16}|mariadb\w{0,16}|mongo\w{0,16}|login|psexec|evil-winrm|cqlsh|ncftp\w{0,8}|netexec|crackmapexec)\b/;

/** Whether one of the programs (and subcommands) named in `programs` takes `-u user:password`. */
export const takesUser = (programs: string) => WITH_USER.test(programs);
/** Whether one takes `-p password`. */
export const takesPassword = (programs: string) => WITH_PASSWORD.test(programs);

/** Other programs and the option behind which each takes its password; the option also means it in a list of arguments. */
export const PASSWORD_OPTIONS: Readonly<Record<string, string>> = {
  zip: 'P',
  unzip: 'P',
  zipcloak: 'P',
  sqlcmd: 'P',
  isql: 'P',
  tsql: 'P',
  osql: 'P',
  bcp: 'P',
  mosquitto_pub: 'P',
  mosquitto_sub: 'P',
  ipmitool: 'P',
  '7za': 'p',
  '7zr': 'p',
  '7zz': 'p',
  '7z': 'p',
  unrar: 'p',
  rar: 'p',
  openssl: 'k',
  'ssh-keygen': 'NP',
  snmpwalk: 'AXc',
  snmpget: 'AXc',
  snmpset: 'AXc',
  'redis-cli': 'a',
  'valkey-cli': 'a',
  ldapsearch: 'w',
  ldapadd: 'w',
  ldapmodify: 'w',
  ldapdelete: 'w',
  ldapwhoami: 'w',
  ldappasswd: 'wsa',
};
const OTHER_PROGRAM = new RegExp(String.raw`(?<![\w.-])(?:${Object.keys(PASSWORD_OPTIONS).join('|')})(?![\w.-])`, 'g');

/** The letters of the options that mean a password to the programs named in a text. */
export function findPasswordOptions(text: string): string {
  const options = new Set<string>();
  for (const [program] of text.matchAll(OTHER_PROGRAM)) options.add(PASSWORD_OPTIONS[program] ?? '');
  return [...options].join('');
}

export function isPasswordFlag(flag: string, programs: string): boolean {
  if (/^-[A-Za-z]$/.test(flag) && findPasswordOptions(programs).includes(flag.charAt(1))) return true;
  if (flag === '-p') return takesPassword(programs);
  return /^(?:-[uU]|--(?:proxy-)?user)$/.test(flag) && takesUser(programs);
}

/** The `-p` of `-phunter2`, or undefined. */
export function findJoinedPassword(flag: string, programs: string): string | undefined {
  const isJoined = /^-p[^=\s]/.test(flag) && flag !== `-p${REDACTED}`;
  return isJoined && (takesPassword(programs) || findPasswordOptions(programs).includes('p')) ? '-p' : undefined;
}
