/** Phrases of programs and protocols behind which a secret stands that nothing names: `htpasswd -b file alice SECRET`. */
import { findWordHint } from './hints.js';
import { isPlain, REDACTED } from './plain-value.js';
import { matchAt, spliceText } from './splice-text.js';

const I = (text: string) => new RegExp(text, 'gi');
const C = (text: string) => new RegExp(text, 'g');
const raw = String.raw;

/** A word without which the phrase is not there, and the phrase up to the secret. All counts are bounded. */
const PHRASES: readonly (readonly [needs: string, phrase: RegExp])[] = [
  ['net use', I(raw`net use[ \t]+(?:(?:[a-z*]:?|\\\\\S{1,256}|/\S{1,64})[ \t]+){1,4}(?=[^\s/\\*])`)],
  ['net user', I(raw`net user[ \t]+[^\s/]{1,64}[ \t]+(?=[^\s/])`)],
  ['pass:', C(raw`-pass(?:in|out)?[ \t]+["']?pass:`)],
  ['htpasswd', C(raw`htpasswd[ \t]+-[a-zA-Z]{0,6}b[a-zA-Z]{0,6}[ \t]+\S{1,256}[ \t]+[^\s"']{1,256}[ \t]+["']?`)],
  ['htpasswd', C(raw`htpasswd[ \t]+-(?:nb|bn)[a-zA-Z]{0,4}[ \t]+\S{1,256}[ \t]+["']?(?=\S)`)],
  ['client', C(raw`(?:smb|rpc)client[^\n%]{0,256}[ \t](?:-U|--user)[ \t=]{0,4}["']?[^\s%"'=]{1,128}%`)],
  [
    'chpasswd',
    C(raw`(?:^|["'\s])[^\s:"'|]{1,64}:(?=[^\s"'|]{1,256}["']?[ \t]{0,4}\|[ \t]{0,4}(?:sudo[ \t]+)?chpasswd)`),
  ],
  [
    'echo',
    C(
      raw`echo[ \t]+(?:-n[ \t]+)?["']?(?!\$)(?=[^\s"'|]{1,256}["']?[ \t]{0,4}\|[ \t]{0,4}(?:sudo[ \t]+(?:-S|passwd)|passwd|kinit|su[ \t]|cryptsetup|[^\n]{0,64}--(?:password|passphrase)-(?:stdin|fd)))`,
    ),
  ],
  ['schtasks', I(raw`schtasks[^\n]{0,256}[ \t]/rp[ \t]+`)],
  ['/p:', I(raw`[ \t]/u(?:ser)?:[^\n]{1,128}[ \t]/p:`)],
  ['/pass', I(raw`[ \t]/pass(?:wd|word)?[ \t:=]+`)],
  ['-pw ', C(raw`(?:plink|pscp|psftp|putty|kadmin)[^\n]{0,128}[ \t]-pw[ \t]+`)],
  ['requirepass', C(raw`requirepass[ \t]+`)],
  ['masterauth', C(raw`masterauth[ \t]+`)],
  ['AUTH ', C(raw`(?<![\w-])AUTH[ \t]+(?:PLAIN|LOGIN|XOAUTH2)[ \t]+(?=[\w+/=]{8})`)],
  ['AUTH ', C(raw`(?<![\w-])AUTH[ \t]+(?:[\w.@-]{1,64}[ \t]+)?(?=[^\s]{1,256}[ \t]*(?:[\r\n]|$))`)],
  ['PASS ', C(raw`USER[ \t]+\S{1,128}\r?\n(?:\d[^\n]{0,128}\n)?PASS[ \t]+`)],
  ['LOGIN ', C(raw`(?<![\w-])[A-Za-z]{0,4}\d{1,6}[ \t]LOGIN[ \t]+"?[^\s"]{1,128}"?[ \t]+"?`)],
  ['IDENTIFY ', I(raw`nickserv[ \t]+:?identify[ \t]+`)],
  ['wpa_passphrase', C(raw`wpa_passphrase[ \t]+\S{1,64}[ \t]+["']?`)],
  ['obscure', C(raw`rclone[ \t]+obscure[ \t]+["']?`)],
  ['vault login', C(raw`vault login[ \t]+(?=[^\s=-][^\s=]{0,512}(?:\s|$))`)],
  ['cf auth', C(raw`cf auth[ \t]+\S{1,128}[ \t]+["']?`)],
  ['rabbitmqctl', C(raw`rabbitmqctl[ \t]+(?:add_user|change_password|authenticate_user)[ \t]+\S{1,128}[ \t]+["']?`)],
  ['/', C(raw`(?<![\w.-])(?:expdp?|impdp?|sqlldr)[ \t]+(?:userid=)?["']?[\w$#]{1,64}/(?=[^\s"'/@]{1,128}@)`)],
  ['.py ', C(raw`\w\.py[ \t]+(?:[\w.-]{1,64}/)?[\w.-]{1,64}:(?=[^\s@:]{1,128}@[\w.-])`)],
  [
    'username ',
    C(raw`username[ \t]+\S{1,64}[ \t]+(?:privilege[ \t]+\d{1,2}[ \t]+)?(?:password|secret)[ \t]+(?:\d[ \t]+)?`),
  ],
  ['enable ', C(raw`enable[ \t]+(?:secret|password)[ \t]+(?:\d[ \t]+)?(?=\S{6})`)],
  ['community ', C(raw`snmp-server[ \t]+community[ \t]+`)],
  ['-server', C(raw`(?:tacacs|radius)-server[^\n]{0,64}[ \t]key[ \t]+(?:\d[ \t]+)?`)],
  ['SecureString', C(raw`ConvertTo-SecureString[ \t]+(?:-String[ \t]+)?["'](?!\$)`)],
  ['PSCredential', C(raw`PSCredential[ \t]{0,4}\(?[^,\n]{1,128},[ \t]{0,4}["'](?!\$)`)],
  [
    'reg add',
    I(
      raw`reg add[^\n]{1,256}/v[ \t]+\S{0,64}(?:password|passwd|pwd|secret|token)\S{0,32}[ \t][^\n]{0,64}/d[ \t]+["']?`,
    ),
  ],
  ['put-parameter', C(raw`put-parameter(?=[^\n]{0,512}SecureString)[^\n]{0,256}--value[ \t=]+["']?`)],
  ['secret set', C(raw`keyvault secret set[^\n]{0,256}--value[ \t=]+["']?`)],
  ['secret set', C(raw`gh secret set[^\n]{0,128}[ \t](?:--body|-b)[ \t=]+["']?`)],
  ['hostednetwork', I(raw`set hostednetwork[^\n]{0,128}[ \t]key=["']?`)],
  ['http', C(raw`(?<![\w/:.-])https?[ \t](?:[^\n]{0,64}[ \t])?-a[ \t]+["']?[^\s:"']{1,64}:(?=[^\s"'/])`)],
  ['lftp', C(raw`lftp[^\n]{0,64}[ \t]-u[ \t]*["']?[^\s,"']{1,64},`)],
  ['send', C(raw`(?:assword|assphrase):?\s?["'][ \t]{0,4}\{?[ \t\r\n]{0,8}(?:exp_)?send[ \t]+(?:--[ \t]+)?["']`)],
];

/** Three characters of what the phrase must hold, where those of its word are frequent elsewhere; `_` is a blank. */
const BETTER_HINTS: Readonly<Record<string, string>> = {
  client: 'mbc pcc',
  http: '_-a',
  send: 'ssw sph',
  'enable ': 'ecr ssw',
  'username ': 'ecr ssw',
  'net use': 't_u',
  'net user': 't_u',
  '/pass': '_/p',
  'pass:': 'ss:',
  'secret set': 'ecr',
  'put-parameter': 't-p',
  SecureString: 'ure',
  'reg add': 'g_a',
  'community ': 'mp-',
  'PASS ': 'pas',
  obscure: 'rcl',
  '-server': 'acs ius',
  hostednetwork: 'dne',
  'IDENTIFY ': 'cks',
  '/': 'xpd mpd qll xp_ mp_',
};

/** Every text with a phrase in it holds one of these, in any case. */
export const PHRASE_HINTS: readonly string[] = [
  ...new Set(
    PHRASES.flatMap(
      ([needs]) =>
        BETTER_HINTS[needs]?.split(' ').map((hint) => hint.replaceAll('_', ' ')) ?? [findWordHint(needs.toLowerCase())],
    ),
  ),
];

const LONE_ARGUMENT = /[^\s"']+/y;

/** The text without what stands behind the phrases; a second pass changes nothing. */
export function redactPhrases(text: string): string {
  const folded = text.toLowerCase();
  return PHRASES.reduce((result, [needs, phrase]) => {
    if (!folded.includes(needs.toLowerCase())) return result;
    return spliceText(result, phrase, (_, at) => {
      const value = matchAt(result, LONE_ARGUMENT, at);
      const bare = value.replace(/\\r$|\)$/, '');
      if (bare === '' || bare.startsWith(REDACTED) || bare.startsWith('/') || isPlain(bare)) return undefined;
      return { from: at, to: at + bare.length, by: REDACTED };
    });
  }, text);
}
