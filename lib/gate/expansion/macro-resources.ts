import type { Gap } from './expansion';
import type { TemplateBody } from '../templates/template';

const REASON = 'the macro’s output for the resource is known only at deployment';

/** Returns a template without resources that consist of a macro only. */
export function withoutMacroResources(body: TemplateBody): { readonly body: TemplateBody; readonly gaps: readonly Gap[] } {
  const resources = Object.entries(body.Resources ?? {});
  const written = resources.filter(([logicalId, { Type: type }]) => type !== undefined || logicalId.startsWith('Fn::'));
  if (written.length === resources.length) return { body, gaps: [] };
  const gaps = resources
    .filter((entry) => !written.includes(entry))
    .map(([logicalId]): Gap => ({ location: `Resources.${logicalId}.Fn::Transform`, reason: REASON, logicalId, hidesResources: true }));
  return { body: { ...body, Resources: Object.fromEntries(written) }, gaps };
}
