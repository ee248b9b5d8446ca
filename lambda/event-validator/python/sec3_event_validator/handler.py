"""The handler that Lambda is configured with, instead of the function's own, which it loads during init."""

from .contract import CONTRACT
from .intercept import intercepted_handler

handler = intercepted_handler(CONTRACT)

# The same handler. Its name shows that only some of the function's events are validated.
requests = handler
