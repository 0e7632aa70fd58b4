/** The lint rules about imports, as `biome.json` holds them, from the list of layers. */
import { posix } from 'node:path';
import { LAYERS, type Layer } from './layers.js';

/** Never imported by sources, whatever their layer. */
const OUTSIDE = ['test', 'scripts'];

const topOf = (folder: string): string => folder.split('/', 1)[0] ?? folder;

/** Patterns of import specifiers, as a file of the layer would write them, for everything that it must not import. */
function listForbidden(layer: Layer): string[] {
  const tops = new Set(LAYERS.map(({ folder }) => topOf(folder)));
  const allowed = [layer.folder, ...layer.imports];
  const closed = [...tops, ...OUTSIDE].filter((top) => !allowed.some((folder) => topOf(folder) === top));
  const outside = closed.map((top) => `**/${top}/**`);
  const inside = LAYERS.filter(({ folder }) => !closed.includes(topOf(folder)) && !allowed.includes(folder));
  return [
    ...outside,
    ...inside.map(({ folder, withSubfolders }) =>
      layer.withSubfolders ? `**/${folder}/*` : `${relative(layer.folder, folder)}/${withSubfolders ? '**' : '*'}`,
    ),
  ];
}

function relative(from: string, to: string): string {
  const path = posix.relative(from, to);
  return path.startsWith('.') ? path : path === '' ? '.' : `./${path}`;
}

const packagePatterns = (names: readonly string[]): string[] => names.flatMap((name) => [name, `${name}/**`]);

/** One entry of `overrides` for each layer. */
export function buildLintOverrides(): object[] {
  return LAYERS.map((layer) => ({
    includes: [layer.withSubfolders ? `${layer.folder}/**` : `${layer.folder}/*`],
    linter: {
      rules: {
        style: {
          noRestrictedImports: {
            level: 'error',
            options: {
              patterns: [
                { group: listForbidden(layer), message: layer.reason },
                ...(layer.withoutPackages === undefined
                  ? []
                  : [
                      {
                        group: packagePatterns(layer.withoutPackages),
                        message: 'A manager of somebody else must not carry this package.',
                      },
                    ]),
              ],
            },
          },
        },
      },
    },
  }));
}
