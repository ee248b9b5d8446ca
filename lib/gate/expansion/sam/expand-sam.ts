import { SamApis } from './apis';
import { expandApplication } from './application';
import { DeploymentPreferences } from './deployment-preference';
import { expandFunction } from './function';
import { withGlobals } from './globals';
import { RESOURCE_PROPERTIES, UNREAD_TYPES } from './known-properties';
import { expandLayerVersion } from './layer-version';
import { withRenamed } from './references';
import { SamExpansion } from './sam-expansion';
import type { SamResource } from './sam-resource';
import { expandSimpleTable } from './simple-table';
import { expandStateMachine } from './state-machine';
import { isObject } from '../../../json/json-object';
import type { LocalFiles } from '../../templates/local-files';
import type { TemplateBody } from '../../templates/template';
import type { Expansion } from '../expansion';

/** The macro that marks a SAM template. */
export const SAM_TRANSFORM = 'AWS::Serverless-2016-10-31';

const PREFIX = 'AWS::Serverless::';

/**
 * Expands a SAM template as the transform of AWS does, as far as the template determines the result. Intrinsics are kept.
 * Unknown parts are listed as gaps.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html
 */
export function expandSam(template: TemplateBody, files: LocalFiles): Pick<Expansion, 'body' | 'origins' | 'gaps'> {
  const expansion = new SamExpansion(template, files);
  const resources = samResources(template, expansion);
  const apis = new SamApis(expansion, resources);
  const deployments = new DeploymentPreferences(expansion);
  for (const fn of ofType(resources, 'Function')) expandFunction(fn, { expansion, apis, deployments });
  for (const machine of ofType(resources, 'StateMachine')) expandStateMachine(machine, apis, expansion);
  apis.finish();
  for (const table of ofType(resources, 'SimpleTable')) expandSimpleTable(table, expansion);
  for (const layer of ofType(resources, 'LayerVersion')) expandLayerVersion(layer, expansion);
  for (const application of ofType(resources, 'Application')) expandApplication(application, expansion);
  deployments.finish();
  const { Globals: _, ...rest } = template as TemplateBody & { readonly Globals?: unknown };
  const body = {
    ...rest,
    Resources: expansion.resources(),
    Conditions: { ...template.Conditions, ...Object.fromEntries(expansion.conditions) },
  };
  return { body: withRenamed(body, expansion.renamed), origins: expansion.origins, gaps: expansion.gaps };
}

/** Returns the supported SAM resources, with their `Globals`; unsupported parts are recorded. */
function samResources(template: TemplateBody, expansion: SamExpansion): SamResource[] {
  const resources: SamResource[] = [];
  for (const [logicalId, body] of Object.entries(template.Resources ?? {})) {
    if (logicalId.startsWith('Fn::') || !body.Type.startsWith(PREFIX)) continue;
    const of = withGlobals(template, logicalId, body);
    const known = RESOURCE_PROPERTIES[of.type];
    if (!known) {
      expansion.gap(of, 'Type', UNREAD_TYPES.includes(of.type) ? `the expansion of SAM does not read ${of.type}` : `the expansion of SAM does not know the type ${of.type}`, true);
      continue;
    }
    expansion.rejectUnknown(of, 'Properties', of.properties, known, of.type);
    if (isObject(body.Connectors)) expansion.gap(of, 'Connectors', 'the expansion of SAM does not read connectors, which grant permissions', true);
    resources.push(of);
  }
  return resources;
}

function ofType(resources: readonly SamResource[], name: string): SamResource[] {
  return resources.filter(({ type }) => type === `${PREFIX}${name}`);
}
