/**
 * Properties of CloudFormation types that hold secrets, start functions or control access. Paths start at the properties of the resource. `*` stands
 * for each item of a list, `{}` for each value of a map.
 */
import { Table, tableOf } from './table';
import { COMMANDS, CONTAINER_IMAGES, EMBEDDED_TEXTS, ENVIRONMENT_MAPS, FUNCTION_REFERENCES, RESOURCE_POLICIES, SECRET_PROPERTIES } from './tables/properties';

/** Properties for the value of a secret, by type. */
export function secretProperties(): Table {
  return tableOf(SECRET_PROPERTIES);
}

/**
 * Returns the environment variables and similar settings of programs, by type: `Environment.Variables.{}` is a map;
 * `EnvironmentVariables.*[Name,Value]` is a list of pairs, with the keys of name and value.
 */
export function environmentMaps(): Table {
  return tableOf(ENVIRONMENT_MAPS);
}

/** Properties with the ARN of a target that the resource starts, by type. The target may be a function or something else. */
export function functionReferences(): Table {
  return tableOf(FUNCTION_REFERENCES);
}

/** Properties that control who may use a resource, by type: a policy document, or only the principal. */
export function resourcePolicies(): Table {
  return tableOf(RESOURCE_POLICIES);
}

/** Properties with the image of a container, by type. */
export function containerImages(): Table {
  return tableOf(CONTAINER_IMAGES);
}

/** Properties with a program, a definition or an input as text, by type. */
export function embeddedTexts(): Table {
  return tableOf(EMBEDDED_TEXTS);
}

/** Properties with what a shell, a container or an instance runs, by type: a text, a list of commands that ends in `*`, or the words of one command. */
export function commandProperties(): Table {
  return tableOf(COMMANDS);
}
