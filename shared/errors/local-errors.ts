/** Errors of the local runtime, of the command lines and of what is deployed. */
import type { ErrorRows } from './error-row.js';

export const LOCAL_ERRORS = {
  DeploymentError: {
    bad_option: {
      meaning: 'An option of the deployment is not of its form.',
      remedy: 'Put right what the message names; docs/deploy.md lists the options.',
    },
    limits_conflict: {
      meaning: "The ingest's settings do not fit together: messages would be lost or delivered for ever.",
      remedy: 'Change one of the settings that each line of the message names.',
    },
    handlers_not_bundled: {
      meaning: 'The code of the functions is not beside the construct.',
      remedy: 'Run `npm run bundle`, or give its folder as `bundlesFolder`.',
    },
  },
  FlagError: {
    bad_flag: {
      meaning: 'A command line cannot be followed.',
      remedy: 'Ask for `--help`.',
    },
  },
  FolderInUseError: {
    folder_in_use: {
      meaning: 'Another process, or another manager of this one, works in the folder.',
      remedy: 'Stop or close it, or choose another folder (`--data-dir`).',
    },
  },
  PortTakenError: {
    port_taken: {
      meaning: 'Another process listens on the port.',
      remedy: 'Choose another `--port`, or leave it out.',
    },
  },
  DeadlineError: {
    deadline_passed: {
      meaning: 'A function of the local runtime took longer than it may.',
      remedy: 'Nothing: its messages come again. If it stays so, the machine is too busy.',
    },
  },
  BatchAnswerError: {
    bad_batch_answer: {
      meaning: 'A function did not say which messages of its batch failed, so that none counts as stored.',
      remedy: 'Let the function answer with `batchItemFailures`, and ids of its batch alone.',
    },
  },
} satisfies Readonly<Record<string, ErrorRows>>;
