"""A function that uses the package PACKAGE. It creates its objects at import or in the invocation, depending on MADE."""

import os

from packages import PACKAGES

make, use = PACKAGES[os.environ['PACKAGE']]
early = os.environ['MADE'] == 'import'
made = make() if early else None


def handler(event, context):
    return use(made if early else make())
