import json
import sys
import traceback

from shop import orders, users


def handle(problem, seed):
    return problem(seed)


for problems in (orders.PROBLEMS, users.PROBLEMS):
    for label, problem in problems.items():
        for seed in [int(text) for text in sys.argv[1].split(",")]:
            try:
                handle(problem, seed)
                print("no error", label, file=sys.stderr)
            except Exception as error:
                lines = traceback.format_exc().split("\n")
                # What a logger keeps of a thousand frames.
                stack = "\n".join(lines if len(lines) <= 120 else lines[:60] + lines[-60:])
                name = type(error).__name__
                module = type(error).__module__
                kind = name if module in ("builtins", "__main__") else module + "." + name
                print(json.dumps({"label": label, "message": "request %d failed" % seed, "error": {"type": kind, "message": str(error), "stack": stack}}))
