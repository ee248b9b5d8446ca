"""Arguments of functions: kinds of values, created for each call, and kinds suggested by parameter names."""

import functools
import io
import itertools
import marshal
import os
import re
import socket
import sys

import witness

EXPRESSION = "__import__('os').access('/@sec3/seen/code', 0) or 'ran-' + str(6 * 7)"
SCRIPT = f"import builtins\nbuiltins.ran = {EXPRESSION}\n"


def deployed():
    """Provides deployed code. With another constant instead of `rxn-`, it is code that was not deployed."""
    return 'rxn-' + str(6 * 7)


MARSHALLED = marshal.dumps(deployed.__code__).replace(b'rxn-', b'ran-')
CONSTANTS = tuple('ran-' if each == 'rxn-' else each for each in deployed.__code__.co_consts)
_numbers = itertools.count()


class Turning(str):
    """A text that changes at each access, and that has any attribute."""

    def __new__(cls, value):
        made = super().__new__(cls, 'x')
        made.value, made.looks = value, 0
        return made

    def turn(self, *_):
        self.looks += 1
        return 'x' if self.looks == 1 else self.value

    __str__ = __fspath__ = __repr__ = turn

    def __index__(self):
        return 1

    def __ror__(self, other):
        return 0

    def __getattr__(self, name):
        return self.__dict__.get('value')

    __hash__ = str.__hash__

    def __eq__(self, other):
        return True


class Flags(int):
    """A number whose combination with other numbers is 0."""

    def __ror__(self, other):
        return 0

    __or__ = __rand__ = __and__ = __ror__


class Chain(list):
    """A list that yields more items than it has."""

    def __iter__(self):
        return iter([*super().__iter__(), *super().__iter__()])


def _path(name):
    return lambda lab, see: lab[name]


def _callback(lab, see):
    return lambda *args, **named: see(args, True) or (args[0] if args else None)


KINDS = {
    'notes': lambda lab, see: os.path.join(lab['secrets'], 'notes.txt'),
    'spare': lambda lab, see: os.path.join(lab['secrets'], 'spare.py'),
    **{name: _path(name) for name in ('source', 'victim', 'program', 'library', 'out', 'secrets', 'host', 'port', 'socket')},
    'made': lambda lab, see: os.path.join(lab['out'], f'made-{next(_numbers)}'),
    'memory': lambda lab, see: '/proc/self/mem',
    'environ': lambda lab, see: '/proc/self/environ',
    'relative': lambda lab, see: '../var/task/secrets/notes.txt',
    'address': lambda lab, see: (lab['host'], lab['port']),
    'address 6': lambda lab, see: ('2001:db8::10', lab['port'], 0, 0),
    'url': lambda lab, see: f"http://{lab['host']}:{lab['port']}/",
    'file url': lambda lab, see: f"file://{lab['secrets']}/notes.txt",
    'name': lambda lab, see: 'evil.example.net',
    'script': lambda lab, see: SCRIPT,
    'expression': lambda lab, see: EXPRESSION,
    'marshalled': lambda lab, see: MARSHALLED,
    'marshalled file': lambda lab, see: io.BytesIO(MARSHALLED),
    'code': lambda lab, see: deployed.__code__,
    'constants': lambda lab, see: CONSTANTS,
    'command': lambda lab, see: [lab['program']],
    'module': lambda lab, see: '_ctypes',
    'callback': _callback,
    'options': lambda lab, see: {'path': lab['victim'], 'host': lab['host'], 'port': lab['port'], 'file': lab['victim'], 'mode': 'w'},
    'sys': lambda lab, see: sys,
    'globals': lambda lab, see: {'__builtins__': __builtins__},
    'reading': lambda lab, see: 'r',
    'writing': lambda lab, see: 'w',
    'flags': lambda lab, see: os.O_CREAT | os.O_RDWR,
    'private': lambda lab, see: 0o600,
    'exec': lambda lab, see: 'exec',
    'eval': lambda lab, see: 'eval',
    'word': lambda lab, see: 'x',
    'empty': lambda lab, see: '',
    'bytes': lambda lab, see: b'some bytes',
    'array': lambda lab, see: bytearray(64),
    'zero': lambda lab, see: 0,
    'one': lambda lab, see: 1,
    'minus': lambda lab, see: -1,
    'big': lambda lab, see: 2**31,
    'rest': lambda lab, see: 0.01,
    'yes': lambda lab, see: True,
    'nothing': lambda lab, see: None,
    'list': lambda lab, see: [1, 'x'],
    'dict': lambda lab, see: {},
    'object': lambda lab, see: object(),
    'type': lambda lab, see: type('Made', (), {}),
    'text file': lambda lab, see: io.StringIO(SCRIPT),
    'shared memory': lambda lab, see: f'/sec3-made-{next(_numbers)}',
    'level 6': lambda lab, see: socket.IPPROTO_IPV6,
    'route': lambda lab, see: 57,
    'header': lambda lab, see: bytes([0, 2, 0, 1]) + bytes(20),
    'ip options': lambda lab, see: socket.IP_OPTIONS,
    'no operation': lambda lab, see: bytes([1, 1, 1, 1]),
}
NAMES = sorted(KINDS)

DISGUISES = {
    'turning': lambda value: Turning(value if isinstance(value, str) else str(value)),
    'flags': lambda value: Flags(value if isinstance(value, int) else 0),
    'chain': lambda value: Chain(value if isinstance(value, (list, tuple)) else [value]),
    'encoded': lambda value: str(value).encode(),
    'listed': lambda value: [value],
}

HINTS = [
    (
        r'^(?:path|file|filename|src|fname|name|old|dir|directory|folder|target|archive|db|database|loc|root|top)',
        ['notes', 'spare', 'source', 'victim', 'made', 'out', 'file url', 'environ', 'memory', 'shared memory'],
    ),
    (r'^(?:dst|dest|new|output|out|to)', ['made', 'victim']),
    (
        r'^(?:code|source|script|cmd|command|stmt|expr|expression|body|string|text|s$|statement)',
        ['script', 'expression', 'marshalled', 'code', 'command', 'program'],
    ),
    (r'^(?:object|obj|arg)', ['script', 'code', 'address', 'notes', 'callback', 'marshalled']),
    (r'^(?:host|hostname|ip|server)', ['host', 'name']),
    (r'^(?:address|addr|sockaddr|addrs)', ['address', 'address 6', 'socket']),
    (r'^port', ['port']),
    (r'^url', ['url', 'file url']),
    (r'^(?:args|argv|popenargs|list|iterable)', ['command', 'list']),
    (r'^(?:mode)', ['writing', 'reading', 'exec', 'eval', 'private']),
    (r'^(?:flags?)$', ['flags', 'zero', 'one']),
    (r'^(?:func|function|callback|cb|handler|hook|target|method|fn|key|predicate)', ['callback']),
    (r'^(?:data|bytes|buf|buffer|b$)', ['bytes', 'marshalled', 'array', 'script']),
    (r'^(?:globals|locals|ns|namespace|env)', ['globals', 'dict']),
    (r'^(?:timeout|delay|secs|seconds|interval)', ['rest']),
    (r'^(?:co_consts)', ['constants']),
    (r'^level$', ['level 6', 'zero']),
    (r'^(?:option|optname)$', ['route', 'ip options']),
    (r'^(?:value|optval)$', ['header', 'no operation', 'one', 'word']),
    (r'^(?:module|fullname|modname)', ['module', 'word']),
]


def by_turns(lists):
    """Returns the first of each list, then the second of each, and so on."""
    return [each for turn in itertools.zip_longest(*lists) for each in turn if each is not None]


#: Typical arguments of functions that have an effect: files, hosts, code and programs by turns; `=` before a name marks a keyword argument.
SHAPES = by_turns(
    [
        [
            ['notes'],
            ['victim'],
            ['made'],
            ['shared memory', 'flags', '=mode private'],
            ['environ'],
            ['source'],
            ['spare'],
            ['memory'],
            ['notes', 'reading'],
            ['made', 'writing'],
            ['victim', 'made'],
            ['notes', 'made'],
            ['made', 'flags'],
            ['victim', 'one'],
            ['shared memory'],
        ],
        [
            ['address'],
            ['level 6', 'route', 'header'],
            ['zero', 'ip options', 'no operation'],
            ['name'],
            ['host', 'port'],
            ['name', 'port'],
            ['bytes', 'address'],
            ['url'],
            ['socket'],
            ['address 6'],
            ['name', 'zero'],
            ['address', 'zero'],
        ],
        [
            ['script'],
            ['expression'],
            ['script', 'word', 'exec'],
            ['marshalled'],
            ['marshalled file'],
            ['=co_consts constants'],
            ['code', '=co_consts constants'],
            ['expression', 'word', 'eval'],
            ['expression', 'globals'],
        ],
        [
            ['program'],
            ['callback'],
            ['module'],
            ['command'],
            [],
            ['program', 'command'],
            ['program', 'command', 'dict'],
            ['zero', 'program', 'command'],
            ['library'],
            ['word', 'library'],
            ['callback', 'one'],
        ],
    ]
)
#: Names of keyword arguments in shapes.
BY_NAME = sorted({each[1:].split(' ')[0] for shape in SHAPES for each in shape if each.startswith('=')})


def value_of(described, lab, see):
    """Creates the described value."""
    value = KINDS[described['kind']](lab, see)
    return DISGUISES[described['as']](value) if 'as' in described else value


def suits(shape, names):
    """Checks whether a shape begins with the subject of the first parameter, or names an existing keyword argument."""
    first = hint_for(names[0]) if names else None
    by_name = [each[1:].split(' ')[0] for each in shape if each.startswith('=')]
    return bool(shape) and (shape[0] in first if first and not shape[0].startswith('=') else bool(by_name) and by_name[0] in names)


def in_shape(shape, rng, plain=False):
    """Returns the arguments of a shape, unchanged if it has keyword arguments."""
    if plain or any(each.startswith('=') for each in shape):
        named = [each[1:].split(' ', 1) if each.startswith('=') else (None, each) for each in shape]
        return [{'kind': kind, **({'name': name} if name else {})} for name, kind in named]
    return [disguised(each, None, rng) for each in shape]


def arguments_for(parameters, rng):
    """Returns arguments for a function whose parameters have these names, and are keyword arguments or not."""
    if rng.random() < 0.5:
        fitting = [shape for shape in SHAPES if suits(shape, [name for name, _ in parameters])]
        return in_shape(rng.choice(fitting or SHAPES), rng)
    plain = [each for each in parameters if not each[1]]
    kept = plain if rng.random() < 0.6 else plain[: rng.randrange(len(plain) + 1)]
    options = [each for each in parameters if each[1]]
    hinted = [each for each in options if hint_for(each[0])]
    named = [rng.choice(hinted if hinted and rng.random() < 0.7 else options)] if options and rng.random() < 0.5 else []
    more = [('', False)] * (rng.randrange(3) if rng.random() < 0.2 else 0)
    return [disguised(kind_for(name, rng), name if by_name else None, rng) for name, by_name in [*kept[:6], *more, *named]]


@functools.cache
def hint_for(parameter):
    return next((kinds for pattern, kinds in HINTS if re.match(pattern, parameter, re.IGNORECASE)), None)


def kind_for(parameter, rng):
    hinted = hint_for(parameter)
    return rng.choice(hinted) if hinted and rng.random() < 0.75 else rng.choice(NAMES)


def disguised(kind, name, rng):
    disguise = {'as': rng.choice(sorted(DISGUISES))} if rng.random() < 0.1 else {}
    return {'kind': kind, **disguise, **({'name': name} if name else {})}


def look(value, lab, called=False):
    witness.look(value, lab['reversed'], called)
