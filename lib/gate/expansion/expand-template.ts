import type { Expansion } from './expansion';
import { expandIncludes } from './includes';
import { LANGUAGE_EXTENSIONS, unrollLoops } from './language-extensions';
import { withLocalArtifacts } from './local-artifacts';
import { withoutMacroResources } from './macro-resources';
import type { LocalFiles } from '../templates/local-files';
import { expandSam, SAM_TRANSFORM } from './sam/expand-sam';
import { checkShape, readTemplate, type ReadOptions, type TemplateBody } from '../templates/template';

/**
 * Reads a template file with its AWS macros expanded.
 *
 * @throws UnreadableInput as `readTemplate` and {@link expandTemplate}
 */
export function readExpanded(file: string, files: LocalFiles, options?: ReadOptions): Expansion {
  const { body, repeatedKeys } = readTemplate(file, options);
  const expansion = expandTemplate(body, file, files);
  return { ...expansion, repeatedKeys: [...repeatedKeys, ...expansion.repeatedKeys] };
}

/**
 * Returns a template with its AWS macros expanded (`AWS::Include` of local files, `AWS::LanguageExtensions` and SAM), and with the local
 * files that its resources name.
 *
 * @param file name of the file in errors
 * @param files the files that may be included
 * @throws UnreadableInput if the result is not a template, or exceeds the limits of CloudFormation
 */
export function expandTemplate(body: TemplateBody, file: string, files: LocalFiles): Expansion {
  const included = expandIncludes(body, files);
  const transforms = transformsOf(included.body);
  const hasLoops = transforms.includes(LANGUAGE_EXTENSIONS);
  const unrolled = hasLoops ? unrollLoops(included.body, file) : { body: included.body, loops: new Map<string, string>(), gaps: [] };
  // The original has been checked already.
  if (unrolled.body !== body) checkShape(unrolled.body, file);
  const made = withoutMacroResources(unrolled.body);
  const packed = withLocalArtifacts(made.body, files);
  const gaps = [...included.gaps, ...unrolled.gaps, ...made.gaps, ...packed.gaps];
  const { loops } = unrolled;
  const { sources, repeatedKeys } = files;
  if (!transforms.includes(SAM_TRANSFORM)) return { body: packed.body, origins: packed.origins, loops, gaps, sources, repeatedKeys };
  const sam = expandSam(packed.body, files);
  const rest = transforms.filter((transform) => transform !== SAM_TRANSFORM);
  const expanded = { ...sam.body, Transform: rest.length > 0 ? rest : undefined };
  checkShape(expanded, file);
  return { body: expanded, origins: new Map([...packed.origins, ...sam.origins]), loops, gaps: [...gaps, ...sam.gaps], sources, repeatedKeys };
}

function transformsOf({ Transform: transform }: TemplateBody): readonly unknown[] {
  if (transform === undefined || transform === null) return [];
  return Array.isArray(transform) ? transform : [transform];
}
