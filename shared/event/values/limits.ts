/** The limits of the format, each in the unit of its name. Raising one is safe for readers, lowering one is not. */

/** A line, in bytes of UTF-8 (which are characters, because a line is ASCII). */
export const MAX_LINE_BYTES = 65_536;
/** Any id or name in an event, in bytes of UTF-8; some have less. Key attributes of the table hold one id each and must fit 1,024. */
export const MAX_ID_BYTES = 512;
/** A type of event or resource, a role, an error's code, in bytes of UTF-8. */
export const MAX_TYPE_BYTES = 64;
/** `action` and `correlation_id`, in bytes of UTF-8. */
export const MAX_ACTION_BYTES = 128;
/** `user_id` and `on_behalf_of`, in bytes of UTF-8. */
export const MAX_USER_BYTES = 256;
/** `reason`, in characters. */
export const MAX_REASON_LENGTH = 512;
/** Entries of `changes`; the path of one in bytes of UTF-8; what it was and became, when that is text, in bytes. */
export const MAX_CHANGES = 64;
export const MAX_CHANGE_FIELD_BYTES = 256;
export const MAX_CHANGE_VALUE_BYTES = 1_024;
export const MAX_TAGS = 8;
/** `ext`, in bytes of ASCII-escaped JSON. */
export const MAX_EXT_BYTES = 4_096;
/** Entries of `cut`: every part of an event that has a limit, and some. */
export const MAX_CUTS = 256;
/** `error.message` and `user_agent`, in characters; longer text is cut, not refused, when this project writes it. */
export const MAX_TEXT_LENGTH = 4_096;
/** Resources named in `related`: each costs a link item. */
export const MAX_RELATED = 32;
/** Entries of `redactions`; what was redacted beyond them is still redacted. */
export const MAX_REDACTIONS = 64;
/** Nesting of `details`; deeper values become the text `[depth]`. */
export const MAX_DEPTH = 16;
/** Events in an envelope. */
export const MAX_ENVELOPE_EVENTS = 2_000;
/** A decompressed envelope, in bytes: a larger one is a bomb and goes to quarantine. */
export const MAX_ENVELOPE_BYTES = 16 * 1_024 * 1_024;
/** An envelope below this many bytes is sent as it is; compressing it would not save a billing chunk. */
export const COMPRESS_ABOVE_BYTES = 16 * 1_024;
/** One SQS message body, in bytes. Source: Amazon SQS message quotas (1 MiB since August 2025). */
export const MAX_MESSAGE_BYTES = 1_048_576;
/** What the client fills one message to, in bytes: just under one 64 KiB billing chunk. */
export const TARGET_MESSAGE_BYTES = 60 * 1_024;
