/** `npm run doctor`: see `flags.ts` for what it takes. */
import { FlagError } from '../shared/errors/flag-error.js';
import { HELP, parseFlags } from './flags.js';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

// On Node 20 the SDK prints six lines about its own future; a script reads this output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

async function main(): Promise<number> {
  try {
    const flags = parseFlags(process.argv.slice(2));
    if (flags.help) {
      console.log(HELP.trimEnd());
      return 0;
    }
    // Loaded here, so that help and wrong flags are answered at once.
    const [{ examine }, { formatReport }] = await Promise.all([import('./examine.js'), import('./report.js')]);
    const report = await examine(flags, Date.now);
    console.log(flags.json ? JSON.stringify(report, undefined, 2) : formatReport(report));
    return report.healthy ? 0 : EXIT_FAILED;
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    console.error(`doctor: ${error.message}`);
    return EXIT_USAGE;
  }
}

// Not exit(): a pipe takes what was printed in its own time.
process.exitCode = await main();
