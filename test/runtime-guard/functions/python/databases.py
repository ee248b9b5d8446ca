"""Uses of SQLite in packages that contain it, each with its result or error."""

import os

import apsw
import pysqlite3


def uses(connect, folder, prefix):
    yield 'write', lambda: connect(os.path.join(folder, f'{prefix}-written.db')).cursor().execute('CREATE TABLE t (x)')
    yield 'attach', lambda: connect(':memory:').cursor().execute('ATTACH ? AS other', (os.path.join(folder, f'{prefix}-attached.db'),))
    yield 'vacuum', lambda: connect(':memory:').cursor().execute('VACUUM INTO ?', (os.path.join(folder, f'{prefix}-vacuumed.db'),))
    yield 'extension', lambda: extended(connect(':memory:'), os.path.join(folder, 'rot.so'))
    yield 'pointer', lambda: kept(connect(':memory:').cursor())


def extended(database, file):
    database.enable_load_extension(True)
    database.load_extension(file)


def kept(cursor):
    """Returns a pointer that SQL has accepted; nothing calls its target."""
    list(cursor.execute('SELECT fts3_tokenizer(?, ?)', ('own', bytes(range(8)))))
    return next(iter(cursor.execute('SELECT fts3_tokenizer(?)', ('own',))))[0].hex()


def tried(use):
    try:
        result = use()
    except (apsw.Error, pysqlite3.Error) as error:
        return type(error).__name__
    return result if isinstance(result, str) else 'done'


def handler(event, context):
    return {
        package.__name__: {name: tried(use) for name, use in uses(connect, event['folder'], package.__name__)}
        for package, connect in ((apsw, apsw.Connection), (pysqlite3, pysqlite3.connect))
    }
