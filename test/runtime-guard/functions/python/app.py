"""A function that does what its event requests."""

import json
import logging
import time


def echo(event, context):
    return {'event': event, 'remaining': context.get_remaining_time_in_millis() > 0}


def throw(event, context):
    raise ValueError('not today')


def log(event, context):
    try:
        json.loads('{')
    except ValueError:
        logging.exception('it happens')
    return 'logged'


def lazy(event, context):
    import decimal
    import sqlite3

    import late

    return [late.word(), str(decimal.Decimal(1)), sqlite3.connect(':memory:').execute('select 42').fetchone()[0]]


def sleep(event, context):
    time.sleep(60)


def child(event, context):
    import subprocess

    return subprocess.run(['true']).returncode


def made(event, context):
    return eval('6 * 7')


def source(event, context):
    with open(__file__) as file:
        return file.readline()


def handler(event, context):
    return globals()[event['do']](event, context)
