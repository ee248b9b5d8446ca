"""The attacked function. Its malicious dependency is the attack named by LAB_GROUP and LAB_NAME, loaded with it."""

import importlib
import os

import business
import lab

importlib.import_module('attacks.' + os.environ['LAB_GROUP'])
chosen = lab.registered[os.environ['LAB_NAME']]['run']
targets = lab.read(os.environ['LAB'])


def handler(event, context):
    business.price()
    answer = chosen(targets)
    return answer if isinstance(answer, str) else None
