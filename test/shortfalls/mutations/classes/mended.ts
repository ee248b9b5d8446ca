/** Reverted fixes: each finding of each rule is a mutation of an app. */
import { AWARENESS } from '../../../secure/fixes/awareness';
import { DEPENDENCIES } from '../../../secure/fixes/dependencies';
import { INBOUND_EVENTS } from '../../../secure/fixes/inbound-events';
import { Repairs, repaired } from '../../../secure/fixes/repair';
import { RUNTIME_PROTECTION } from '../../../secure/fixes/runtime-protection';
import { SECRETS } from '../../../secure/fixes/secrets';
import { App, Mutation, Template } from '../mutation';

const REPAIRS: { readonly [practice: string]: Repairs } = {
  'awareness': AWARENESS, 'secrets': SECRETS, 'dependencies': DEPENDENCIES, 'inbound events': INBOUND_EVENTS, 'runtime protection': RUNTIME_PROTECTION,
};

/** Adds the template as a stack beside those of the app. */
function beside(template: object): (_: Template, app: App) => void {
  return (_, app) => { app.Beside = structuredClone(template) as Template; };
}

export const MENDED: readonly Mutation[] = Object.entries(REPAIRS).flatMap(([practice, repairs]) =>
  Object.entries(repairs).map(([name, repair]) => ({ kind: `what a fix mends: ${practice}`, name, app: 'store', right: beside(repaired(repair)), breaks: beside(repair.wrong) })));
