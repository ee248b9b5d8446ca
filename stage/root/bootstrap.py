"""Starts the runtime client with the folders of layers before the function's own packages, as Lambda's bootstrap does."""

import os
import runpy
import sys

version = f"python{sys.version_info.major}.{sys.version_info.minor}"
sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
sys.path[1:1] = [f"/opt/python/lib/{version}/site-packages", "/opt/python", "/var/runtime"]
runpy.run_module("awslambdaric", run_name="__main__", alter_sys=True)
