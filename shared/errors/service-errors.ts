/** Errors inside the functions of a deployment: they show in its log, and over HTTP as problems. */
import type { ErrorRows } from './error-row.js';

export const SERVICE_ERRORS = {
  ProblemError: {
    http_problem: {
      meaning: 'A request is answered with a problem.',
      remedy: 'Look at the `type` of the problem, which is stable, and at its `errors`.',
    },
  },
  QueryRefusedError: {
    invalid_cursor: {
      meaning: 'A cursor was changed, or is of another question or another trail.',
      remedy: 'Give the `next_cursor` of a page back as it is, with the parameters of that page, or begin anew.',
    },
    range_too_large: {
      meaning: 'There are more events in the range than one request can count.',
      remedy: 'Narrow `from` and `to`; the message says how far it came.',
    },
  },
  EnvelopeError: {
    newer_envelope: {
      meaning: 'A message has a version of the envelope that this stack does not know.',
      remedy: 'Deploy a stack that is as new as its senders; the message is in quarantine.',
    },
    bad_header: {
      meaning: 'The header line of a message is not one.',
      remedy: 'Put the sender right: quarantine names each field.',
    },
    bad_body: {
      meaning: 'What follows the header is not in the codec that the header names, or is too large.',
      remedy: 'Put the sender right: base64 of gzip or zstd, at most 16 MiB of text.',
    },
    count_differs: {
      meaning: 'A message has more or fewer lines than its header says.',
      remedy: 'Put the sender right, or look for what cuts its messages.',
    },
  },
  CodecError: {
    codec_missing: {
      meaning: 'This version of Node has no zstd, and no other decoder was given.',
      remedy: 'Use gzip, or Node 22.15 or newer.',
    },
    codec_failed: {
      meaning: 'Compressed data is damaged, or holds more than may be held.',
      remedy: 'Look at who sent it: nothing of it was read.',
    },
  },
  TrailKeyError: {
    bad_trail_key: {
      meaning: 'The trail key was changed or is damaged: it is not what was made with the stack or the data folder.',
      remedy: 'Put its first version back, as docs/upkeep.md says; never make another.',
    },
  },
  KeyError: {
    bad_key: {
      meaning: 'A key of the table is not one that this version writes.',
      remedy: 'Look for who else writes to the table, or for a newer stack beside this one.',
    },
  },
  EpochRowError: {
    bad_epoch: {
      meaning: 'A row of stripes cannot be added: it would not reach every reader in time, or its number is taken.',
      remedy: 'Put right what the message names, as docs/upkeep.md says of stripes.',
    },
  },
  RefusedItemsError: {
    items_refused: {
      meaning: 'The table refuses a request for what is in it: at least one item can never be stored as it is.',
      remedy: 'Nothing: the item goes to quarantine, and the others are stored.',
    },
  },
  TableAnswerError: {
    sender_vanished: {
      meaning: 'A sender that was in the directory of the table is not there any more.',
      remedy: 'Look for who else removes items; ingest tries again.',
    },
    pages_without_end: {
      meaning: 'The table goes on with pages that hold nothing.',
      remedy: 'Ask again later; look for an incident of the table.',
    },
  },
  UnprocessedKeysError: {
    keys_unprocessed: {
      meaning: 'The table left keys of a read unread again and again: it is throttled.',
      remedy: 'Ask again a little later; if it stays so, look at the alarms of the table.',
    },
  },
} satisfies Readonly<Record<string, ErrorRows>>;
