/**
 * The forms that services give their keys so that scanners can find them, in the language of `form-language.ts`. One
 * table: expressions, hints of the filter and samples of the tests all come from its rows.
 */
import { AI_FORMS } from './known-forms-ai.js';
import { CLOUD_FORMS } from './known-forms-cloud.js';
import { CODE_FORMS } from './known-forms-code.js';
import { MESSAGE_FORMS } from './known-forms-messages.js';
import { PAYMENT_FORMS } from './known-forms-payment.js';

/** Hashes of passwords, which are tried out where they become known. */
const HASH_FORMS = {
  bcrypt: String.raw`\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}`,
  'argon2 and scrypt': String.raw`\$(argon2id|argon2i|argon2d|scrypt|pbkdf2-sha256|pbkdf2-sha512|pbkdf2|apr1)\$[\w./=,$+\-]{20,}`,
  'crypt of Unix': String.raw`\$[1567y]\$[\w./=,$+\-]{20,}`,
  'hash of Django': String.raw`(pbkdf2_sha256|pbkdf2_sha1|bcrypt_sha256)\$[\w./=,$+\-]{20,}`,
  'hash of LDAP': String.raw`\{(SSHA|SSHA256|SSHA512|SMD5|CRYPT|SHA)\}[\w./=$+\-]{20,}`,
};

export const KNOWN_FORMS: Readonly<Record<string, string>> = {
  ...CLOUD_FORMS,
  ...CODE_FORMS,
  ...AI_FORMS,
  ...MESSAGE_FORMS,
  ...PAYMENT_FORMS,
  ...HASH_FORMS,
};
