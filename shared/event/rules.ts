/**
 * Versions of the rules that lines are written by; every envelope and manifest carries them. Equal input and equal
 * versions give equal bytes, and bytes are identity: raise a number in the commit that changes what a rule gives.
 * Golden bytes in `test/shared/event` fail when a result changes and its number does not.
 */

/** Filling, normalising, cutting and serialising. */
export const LINE_RULES_VERSION = 1;
/** What counts as a secret, and what stands in its place. */
export const REDACTION_RULES_VERSION = 4;
/** SHA-256 of the tables of rules that this version means; a test compares. */
export const REDACTION_RULES_DIGEST = 'fb02ca02a6afbff23d7f7efa79c51fb3fdaccd39d0f72357b4c24acadeb258e0';
