"""Prints the checks of checkov for CloudFormation and for secrets: ids, each with its name in the code, as JSON."""

import json
from pathlib import Path

import checkov.cloudformation.checks.resource  # noqa: F401, what is imported registers itself
from checkov.cloudformation.checks import graph_checks
from checkov.cloudformation.checks.resource.registry import cfn_registry
from checkov.secrets.runner import SECRET_TYPE_TO_ID

checks = {id_: name for name, id_ in SECRET_TYPE_TO_ID.items()}
for registered in (cfn_registry.checks, cfn_registry.wildcard_checks):
    for of_type in registered.values():
        checks.update({check.id: type(check).__name__ for check in of_type})
for file in Path(graph_checks.__file__).parent.rglob("*.json"):
    checks[json.loads(file.read_text())["metadata"]["id"]] = file.stem
print(json.dumps(checks))
