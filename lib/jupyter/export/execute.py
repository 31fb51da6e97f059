"""Execute a notebook on its kernel and export it as HTML: execute.py NOTEBOOK HTML WORKING_DIRECTORY OPTIONS.

OPTIONS is a JSON object: "title" replaces the notebook's, "showCode" unfolds its code, "markdown" names a second file.

The kernel starts at once; the cells wait for the line "go" on standard input, so that the caller can check its input
meanwhile. When standard input closes, the caller is dead, and so must this program and its kernel be. Each line on
standard output is a JSON object: {"cell", "of"} before a cell, {"ename", "evalue", "traceback"} for a failed one.
"""

import importlib
import json
import os
import signal
import sys
import threading
from pathlib import Path

# A checker of addresses that notebooks do not have builds its grammar for over a second when it is imported; jsonschema
# does without.
sys.modules["rfc3987_syntax"] = None

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from traitlets.config import Config


def tell(**message):
    print(json.dumps(message), flush=True)


def end_with_caller():
    while sys.stdin.readline():
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def wait_for_go(**_):
    if sys.stdin.readline().strip() != "go":
        sys.exit(1)
    threading.Thread(target=end_with_caller, daemon=True).start()


def execute(notebook, working_directory):
    codes = [index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]

    def before_cell(cell_index, **_):
        if cell_index in codes:
            tell(cell=codes.index(cell_index) + 1, of=len(codes))

    NotebookClient(
        notebook,
        kernel_name="tslab",
        timeout=None,
        resources={"metadata": {"path": working_directory}},
        on_notebook_start=wait_for_go,
        on_cell_start=before_cell,
    ).execute()


def give_title(notebook, title):
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("# "):
            _, end, rest = cell.source.partition("\n")
            cell.source = f"# {title}{end}{rest}"
            return
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(f"# {title}"))


def export(notebook, name, show_code):
    from nbconvert import HTMLExporter

    settings = Path(sys.prefix, "etc", "jupyter", "jupyter_nbconvert_config.json")
    config = Config(json.loads(settings.read_text("utf-8"))) if settings.exists() else Config()
    html, _ = HTMLExporter(config=config).from_notebook_node(
        notebook, resources={"metadata": {"name": name, "show_code": show_code}}
    )
    return html


def main(source, target, working_directory, options):
    options = json.loads(options)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    notebook = nbformat.read(source, as_version=4)
    # The exporter takes half a second to be imported, which is time that the kernel needs to start.
    threading.Thread(target=importlib.import_module, args=("nbconvert",), daemon=True).start()
    try:
        execute(notebook, working_directory)
    except CellExecutionError as error:
        tell(ename=error.ename, evalue=error.evalue, traceback=error.traceback)
        sys.exit(1)
    except DeadKernelError:
        tell(ename="DeadKernelError", evalue="the kernel died", traceback="")
        sys.exit(1)
    show_code = options.get("showCode", False)
    if "title" in options:
        give_title(notebook, " ".join(options["title"].split()))
    Path(target).write_text(export(notebook, Path(source).stem, show_code), "utf-8")
    if "markdown" in options:
        from markdown_page import markdown

        Path(options["markdown"]).write_text(markdown(notebook, show_code), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
