/** Every error class of the project and its codes. `docs/generated/errors.md` is made of this table. */
import { LOCAL_ERRORS } from './local-errors.js';
import { MANAGER_ERROR_ROWS } from './manager-errors.js';
import { PACKAGE_ERRORS } from './package-errors.js';
import { SERVICE_ERRORS } from './service-errors.js';

export const ERRORS = {
  ...PACKAGE_ERRORS,
  ManagerError: MANAGER_ERROR_ROWS,
  ...SERVICE_ERRORS,
  ...LOCAL_ERRORS,
};

/** Name of an error class. */
export type ErrorName = keyof typeof ERRORS;
/** The codes that one class may have. */
export type CodeOf<Name extends ErrorName> = { [Each in Name]: keyof (typeof ERRORS)[Each] & string }[Name];
export type ErrorCode = CodeOf<ErrorName>;
/** Codes of what a function may throw below its HTTP door. */
export type ServiceErrorCode = CodeOf<Exclude<keyof typeof SERVICE_ERRORS, 'ProblemError'>>;
