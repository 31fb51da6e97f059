"""Drives the project's real kernel through the Jupyter protocol.

Reads one JSON request a line from standard input, writes one JSON answer a line to standard output:
  {"op": "execute", "code": …, "interrupt_at": TEXT?, "interrupts": 1?, "wait": SECONDS?} → {"reply", "outputs", "types"}
  {"op": "late", "seconds": …} → outputs that arrive after their cell has ended
  {"op": "burst", "codes": […]} → {"replies"} of requests sent without waiting
  {"op": "complete" | "inspect", "code": …, "cursor": …}, {"op": "info" | "alive" | "pid" | "shutdown"}
"""

import json
import os
import subprocess
import sys
import time
from queue import Empty

from jupyter_client.manager import KernelManager

TIMEOUT = 120


def output_of(message):
    return {"type": message["msg_type"], **message["content"]}


def collect(client, request, interrupt_at=None, interrupts=1, manager=None):
    outputs, types, seen = [], [], ""
    while True:
        message = client.get_iopub_msg(timeout=TIMEOUT)
        if message["parent_header"].get("msg_id") != request:
            continue
        kind = message["msg_type"]
        types.append(kind)
        if kind == "status" and message["content"]["execution_state"] == "idle":
            return outputs, types
        if kind in ("status", "execute_input"):
            continue
        outputs.append(output_of(message))
        seen += message["content"].get("text", "")
        if interrupt_at is not None and interrupt_at in seen:
            interrupt_at = None
            for _ in range(interrupts):
                manager.interrupt_kernel()
                time.sleep(0.3)


def reply_to(client, request):
    while True:
        reply = client.get_shell_msg(timeout=TIMEOUT)
        if reply["parent_header"].get("msg_id") == request:
            return reply["content"]


def answer(manager, client, request):
    op = request["op"]
    if op == "execute":
        sent = client.execute(request["code"], stop_on_error=request.get("stop_on_error", True))
        outputs, types = collect(
            client, sent, request.get("interrupt_at"), request.get("interrupts", 1), manager
        )
        return {"reply": reply_to(client, sent), "outputs": outputs, "types": types}
    if op == "burst":
        sent = [client.execute(code) for code in request["codes"]]
        return {"replies": [reply_to(client, one) for one in sent]}
    if op == "late":
        outputs, end = [], time.time() + request["seconds"]
        while time.time() < end:
            try:
                outputs.append(output_of(client.get_iopub_msg(timeout=max(0.05, end - time.time()))))
            except Empty:
                break
        return {"outputs": outputs}
    if op == "complete":
        return reply_to(client, client.complete(request["code"], request["cursor"]))
    if op == "inspect":
        return reply_to(client, client.inspect(request["code"], request["cursor"]))
    if op == "info":
        return reply_to(client, client.kernel_info())
    if op == "alive":
        return {"alive": manager.is_alive()}
    if op == "pid":
        return {"pid": manager.provisioner.pid}
    if op == "shutdown":
        started = time.time()
        manager.shutdown_kernel(now=False)
        return {"seconds": time.time() - started, "alive": manager.is_alive()}
    raise ValueError(op)


def main():
    manager = KernelManager(kernel_name="tslab")
    # Not this process's own streams: Node makes them non-blocking, and a long answer would then fail.
    manager.start_kernel(
        cwd=sys.argv[1] if len(sys.argv) > 1 else os.getcwd(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=TIMEOUT)
    print(json.dumps({"ready": True}), flush=True)
    try:
        for line in sys.stdin:
            print(json.dumps(answer(manager, client, json.loads(line))), flush=True)
    finally:
        client.stop_channels()
        if manager.is_alive():
            manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    main()
