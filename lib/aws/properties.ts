/**
 * Properties of CloudFormation types that hold secrets, start functions or say who may come. Paths go from the properties of the resource down; `*` stands
 * for each item of a list, `{}` for each value of a map.
 */
import { Table, tableOf } from './table';
import { EMBEDDED_TEXTS, ENVIRONMENT_MAPS, FUNCTION_REFERENCES, RESOURCE_POLICIES, SECRET_PROPERTIES } from './tables/properties';

/** The properties that take the value of a secret, by type. */
export function secretProperties(): Table {
  return tableOf(SECRET_PROPERTIES);
}

/**
 * The settings that a program gets by name, by type: `Environment.Variables.{}` for a map, `EnvironmentVariables.*[Name,Value]` for a list of pairs with
 * the keys of name and value.
 */
export function environmentMaps(): Table {
  return tableOf(ENVIRONMENT_MAPS);
}

/** The properties by which a resource starts a function, by type. What they name may be something else. */
export function functionReferences(): Table {
  return tableOf(FUNCTION_REFERENCES);
}

/** The properties that say who may use a resource, by type: a policy document, or the principal alone. */
export function resourcePolicies(): Table {
  return tableOf(RESOURCE_POLICIES);
}

/** The properties that hold a program, a definition or an input as a text, by type. */
export function embeddedTexts(): Table {
  return tableOf(EMBEDDED_TEXTS);
}
