/** The code of what a promise rejects with; fails the test when it resolves. */
export async function findErrorCode(promise: Promise<unknown>): Promise<unknown> {
  const resolved = Symbol('resolved');
  const error = await promise.then(
    () => resolved,
    (reason: unknown) => reason,
  );
  if (error === resolved) throw new Error('expected a rejection');
  return error instanceof Error && 'code' in error ? error.code : error;
}
