import * as fs from 'fs';
import * as path from 'path';
import { policy } from '../../test/runtime-guard/native/guarded';
import { unpackLayer } from '../../test/runtime-guard/unpacked-layer';

/** How a function is started: bare, with a part of the guard, or with all of it under a policy. */
export interface Variant {
  /** The folder of the layer. Undefined where there is no guard. */
  readonly layer?: string;
  readonly policy?: string;
}

export const NAMES = ['unguarded', 'wrapper', 'library', 'alertOnly', 'standard', 'strict'] as const;
export type VariantName = (typeof NAMES)[number];

const PRELOAD = 'LD_PRELOAD="$preload" ';
const SCRIPT = ' --require "$here/node/guard.cjs"';

/** All variants, and the folders to be removed in the end. `library` has the wrapper, too, and each of the policies all of the guard. */
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

/** A layer whose wrapper does not do these things. */
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
