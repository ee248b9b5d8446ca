"""A function that works with the package PACKAGE, and makes what it needs when it is loaded or in the invocation, as MADE says."""

import os

from packages import PACKAGES

make, use = PACKAGES[os.environ['PACKAGE']]
early = os.environ['MADE'] == 'import'
made = make() if early else None


def handler(event, context):
    return use(made if early else make())
