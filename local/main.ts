/** `npm start`: see `flags.ts` for what it takes. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FlagError } from '../shared/errors/flag-error.js';
import { HELP, parseFlags } from './flags.js';
import { listenForStop } from './stop-signals.js';

const EXIT_USAGE = 2;

// On Node 20 the SDK prints six lines about its own future; a first run has other news.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
// Whoever reads the output may have gone (`npm start | head`); that is no reason to lose what the queue holds.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

async function main(): Promise<number> {
  try {
    const flags = parseFlags(process.argv.slice(2), dirname(dirname(fileURLToPath(import.meta.url))));
    if (flags.help) {
      console.log(HELP.trimEnd());
      return 0;
    }
    const signals = listenForStop({ process, clock: Date.now });
    // Loaded here, so that help and wrong flags are answered at once.
    const { serve } = await import('./serve.js');
    return await serve(flags, signals);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    console.error(`trailkeeper: ${error.message}`);
    return EXIT_USAGE;
  }
}

process.exit(await main());
