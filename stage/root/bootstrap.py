"""Starts the runtime client with the folders of layers before the function's own packages, as Lambda's bootstrap does."""
import os
import runpy
import sys

version = "python%d.%d" % sys.version_info[:2]
sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
sys.path[1:1] = ["/opt/python/lib/%s/site-packages" % version, "/opt/python", "/var/runtime"]
runpy.run_module("awslambdaric", run_name="__main__", alter_sys=True)
