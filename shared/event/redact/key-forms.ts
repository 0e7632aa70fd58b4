/** Finds keys by the forms that services give them, and password hashes by theirs. */
import { REDACTED } from './plain-value.js';

/**
 * Forms that services give their keys so that scanners find them. None has a condition after its repetition that could
 * fail late, so each position is looked at once. Prefixes that are words need a border and mixed characters after it.
 */
const KEY_FORMS = [
  // AWS access key ids
  /(?<![A-Z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Z0-9])/,
  // GitHub, GitLab
  /gh[oprsu]_[A-Za-z0-9]{16,}/,
  /github_pat_\w{16,}/,
  /gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[\w.-]{16,}/,
  // Slack, Discord, Telegram, Teams
  /xox[a-z](?:\.xox[a-z])?-[\w-]{8,}/,
  /xapp-\d-[\w-]{8,}/,
  /(?<=hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/)[\w/-]{8,}/,
  /(?<=discord(?:app)?\.com\/api\/webhooks\/)\d{8,24}\/[\w-]{8,}/,
  /(?<=\.webhook\.office\.com\/webhookb2\/)[\w@/-]{16,}/,
  /(?<![\w-])[MNO][A-Za-z\d_-]{22,27}\.[\w-]{6}\.[\w-]{27,}/,
  /(?<!\d)\d{8,10}:AA[\w-]{32,}/,
  // Stripe, Square, Shopify
  /(?<![A-Za-z0-9])(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{8,}/,
  /whsec_[A-Za-z0-9+/=]{16,}/,
  /sq0(?:atp|csp)-[\w-]{16,}/,
  /shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{16,}/,
  // Google, Azure
  /AIza[\w-]{30,}/,
  /ya29\.[\w-]{10,}/,
  /GOCSPX-[\w-]{16,}/,
  /(?<![\w/])1\/\/0[\w-]{20,}/,
  /(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}/,
  // Package registries and build systems
  /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{20,}/,
  /pypi-[\w-]{16,}/,
  /rubygems_[a-f0-9]{16,}/,
  /dckr_[a-z]{2,4}_[\w-]{16,}/,
  /(?<![A-Za-z0-9])(?:ATATT3|ATCTT3|ATBB)[\w=-]{16,}/,
  // Models and data platforms
  /(?<![A-Za-z0-9])sk-(?:proj|svcacct|admin|ant-[a-z]+\d*|or-v\d|live|test)-[\w-]{12,}/,
  /(?<![A-Za-z0-9_-])sk-(?=[A-Za-z]{0,64}\d)[A-Za-z0-9]{20,}/,
  /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{20,}/,
  /(?<![A-Za-z0-9])(?:gsk|r8|sbp)_[A-Za-z0-9]{20,}/,
  /(?<![A-Za-z0-9])(?:xai|pplx)-[A-Za-z0-9]{20,}/,
  /(?<![A-Za-z0-9])dapi[a-f0-9]{32}/,
  // Mail, operations, vaults
  /SG\.[\w-]{16,32}\.[\w-]{16,}/,
  /(?<![\w-])key-[0-9a-f]{32}(?![0-9a-f])/,
  /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![0-9a-f])/,
  /(?<![A-Za-z0-9])hv[bsr]\.[\w-]{16,}/,
  /do[opr]_v1_[a-f0-9]{32,}/,
  /(?<![A-Za-z0-9])dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{16,}/,
  /pscale_(?:tkn|pw|oauth)_[\w.-]{16,}/,
  /PMAK-[A-Fa-f0-9-]{24,}/,
  /NRAK-[A-Z0-9]{20,}/,
  /gl(?:c|sa)_[A-Za-z0-9+/=_]{20,}/,
  /sntry[su]_[\w+/=]{20,}/,
  /lin_(?:api|oauth)_[A-Za-z0-9]{20,}/,
  /(?<![A-Za-z0-9])(?:secret|ntn)_[A-Za-z0-9]{40,}/,
  /tskey-[a-z]{2,10}-[\w-]{10,}/,
  /[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,}/,
  /AGE-SECRET-KEY-1[A-Z0-9]{20,}/,
  // Password hashes
  /\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}/,
  /\$(?:argon2(?:id|i|d)|scrypt|pbkdf2[\w-]{0,16}|apr1|[156y]|7)\$[\w./=,$+-]{20,}/,
];
const KEY_FORM = new RegExp(KEY_FORMS.map(({ source }) => source).join('|'), 'g');

export function redactKeyForms(text: string): string {
  const result = text.replace(KEY_FORM, REDACTED);
  // Next to an access key id, forty mixed characters are its secret half.
  return result !== text || AWS_HINT.test(text) ? result.replace(AWS_SECRET, replaceAwsSecret) : result;
}

const AWS_HINT = /(?:AKIA|ASIA)[A-Z2-7]{16}/;
const AWS_SECRET = /(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])/g;

function replaceAwsSecret(match: string): string {
  return /[a-z]/.test(match) && /[A-Z]/.test(match) && /\d/.test(match) ? REDACTED : match;
}
