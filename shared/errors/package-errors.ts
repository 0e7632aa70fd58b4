/** Errors that users of the package catch: of settings, of events and of reading the trail. */
import type { ErrorRows } from './error-row.js';

export const PACKAGE_ERRORS = {
  AuditConfigError: {
    bad_config: {
      meaning: 'Settings are missing, wrong, misspelt or unknown.',
      remedy: 'Put right each of `problems`; docs/configuration.md lists the settings.',
    },
  },
  EventRejectedError: {
    event_rejected: {
      meaning: 'An event can never be stored: a field is wrong, or the storage refused it for good.',
      remedy: 'Put right what `field` names; `reason` is counted in `counters().rejected`.',
    },
  },
  EventDroppedError: {
    event_dropped: {
      meaning: 'An event was good, but this process could not keep it until it was sent.',
      remedy: 'Look at `reason`: a larger `max_buffered_mb`, a queue that answers, or `close()` as the last call.',
    },
  },
  EventAssertionError: {
    event_missing: {
      meaning: 'A test asks for an event that was not recorded, or not once.',
      remedy: 'Look at the events that the message lists.',
    },
    runner_missing: {
      meaning: 'No `expect` of the test runner was found that could get the matcher.',
      remedy: 'Call `register(expect)` with the one that your tests use.',
    },
  },
  AuditTrailError: {
    trail_refused: {
      meaning: 'The service answered a question with an error status.',
      remedy: 'Look at `status` and `problem`: its `type` is stable, its `errors` name the parameters.',
    },
    trail_unreachable: {
      meaning: 'The service gave no answer, or the answer broke off.',
      remedy: 'Ask again later; `npm run doctor` says what is not reached. `cause` has the error of the connection.',
    },
    trail_answer_broken: {
      meaning: 'An answer came, and it is not one of the service: cut short, no event in a line, or a page twice.',
      remedy: 'Do not use what was read; look for what stands between you and the service.',
    },
  },
  TrailQueryError: {
    bad_query: {
      meaning: 'A question cannot be asked: a filter without a value would mean every event.',
      remedy: 'Leave the parameter out, or give it a value.',
    },
  },
} satisfies Readonly<Record<string, ErrorRows>>;
