/**
 * count-tests.mjs <report of vitest> <its exit status>: prints `N passed, N failed` and fails when something failed.
 * A test that was skipped, a file that could not be loaded and an error outside of every test count as failed.
 */
import { readFileSync } from 'node:fs';

const [, , path = '', status = '1'] = process.argv;
let passed = 0;
let failed = 0;
try {
  /** @type {{ testResults: { name: string, status: string, assertionResults: { status: string, fullName: string }[] }[] }} */
  const report = JSON.parse(readFileSync(path, 'utf8'));
  for (const { name, status: fileStatus, assertionResults } of report.testResults) {
    for (const { status: testStatus, fullName } of assertionResults) {
      if (testStatus === 'passed') passed++;
      else {
        failed++;
        console.log(`${testStatus}: ${name}: ${fullName}`);
      }
    }
    if (fileStatus === 'failed' && !assertionResults.some((result) => result.status === 'failed')) {
      failed++;
      console.log(`failed: ${name}`);
    }
  }
} catch (error) {
  failed++;
  console.log(`no report: ${error instanceof Error ? error.message : String(error)}`);
}
if (Number(status) !== 0 && failed === 0) failed++;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
