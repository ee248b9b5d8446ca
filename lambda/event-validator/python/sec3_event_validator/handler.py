"""The handler that Lambda is told of, in place of the function's own. Init ends once that is loaded."""

from .contract import CONTRACT
from .intercept import intercepted_handler

handler = intercepted_handler(CONTRACT)

# The same, by the name that says that only some of its events are validated against a schema.
requests = handler
