import * as fs from 'fs';
import * as path from 'path';
import { policy } from '../../test/runtime-guard/native/guarded';
import { unpackLayer } from '../../test/runtime-guard/unpacked-layer';

/** A way to start a function: unguarded, with a part of the guard, or with the whole guard and a policy. */
export interface Variant {
  /** The folder of the layer; undefined without a guard. */
  readonly layer?: string;
  readonly policy?: string;
}

export const NAMES = ['unguarded', 'wrapper', 'library', 'alertOnly', 'standard', 'strict'] as const;
export type VariantName = (typeof NAMES)[number];

const PRELOAD = 'LD_PRELOAD="$preload" ';
const SCRIPT = ' --require "$here/node/guard.cjs"';

/** Returns all variants, and the folders to remove at the end. `library` also has the wrapper; variants named after a policy have the whole guard. */
export function variants(): { readonly variants: Readonly<Record<VariantName, Variant>>; readonly folders: readonly string[] } {
  const [layer, wrapper, library] = [unpackLayer(), layerWithout(PRELOAD, SCRIPT), layerWithout(SCRIPT)];
  const strict = policy('block');
  return {
    variants: {
      unguarded: {},
      wrapper: { layer: wrapper, policy: strict },
      library: { layer: library, policy: strict },
      alertOnly: { layer, policy: policy('alert') },
      standard: { layer, policy: policy('alert', { modes: { childProcess: 'block', nativeAddon: 'block', inspector: 'block', network: 'block' } }) },
      strict: { layer, policy: strict },
    },
    folders: [layer, wrapper, library],
  };
}

/** Returns a layer from whose wrapper the given texts are removed. */
function layerWithout(...texts: readonly string[]): string {
  const layer = unpackLayer();
  const file = path.join(layer, 'wrapper');
  const script = texts.reduce((before, text) => {
    if (!before.includes(text)) throw new Error(`The wrapper has no ${text}; the benchmark has to be brought up to date`);
    return before.replace(text, '');
  }, fs.readFileSync(file, 'utf8'));
  fs.writeFileSync(file, script);
  return layer;
}
