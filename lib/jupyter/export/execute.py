"""Execute a notebook on its kernel and export it as HTML: execute.py NOTEBOOK HTML WORKING_DIRECTORY OPTIONS.

OPTIONS is a JSON object: "title" replaces the notebook's, "showCode" unfolds its code, "markdown" names a second file.

The kernel starts at once; the cells wait for the line "go" on standard input, so that the caller can check its input
meanwhile. When standard input closes, the caller is dead, and so must this program and its kernel be. Each line on
standard output is a JSON object: {"cell", "of"} before a cell, {"ename", "evalue", "traceback"} for a failed one.
"""

import asyncio
import json
import os
import signal
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty

# A checker of addresses that notebooks do not have builds its grammar for over a second when it is imported; jsonschema
# does without.
sys.modules["rfc3987_syntax"] = None

from jupyter_client.manager import AsyncKernelManager


def tell(**message):
    print(json.dumps(message), flush=True)


def end_with_caller():
    while sys.stdin.readline():
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def wait_for_go():
    if sys.stdin.readline().strip() != "go":
        sys.exit(1)
    threading.Thread(target=end_with_caller, daemon=True).start()


async def connect(manager):
    """A client of the kernel that is starting: nbclient's own way there takes half a second more."""
    from nbclient.exceptions import DeadKernelError

    client = manager.client()
    client.start_channels()
    while True:
        client.kernel_info()
        try:
            await client.get_shell_msg(timeout=1)
            # What the kernel publishes arrives, too.
            await client.get_iopub_msg(timeout=0.2)
            return client
        except Empty:
            if not await manager.is_alive():
                raise DeadKernelError from None


async def execute(notebook, manager, source):
    """Executes the notebook; meanwhile an exporter is made, which is returned as a future."""
    from nbclient import NotebookClient

    codes = [index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]

    def before_cell(cell_index, **_):
        if cell_index in codes:
            tell(cell=codes.index(cell_index) + 1, of=len(codes))

    executor = NotebookClient(notebook, km=manager, timeout=None, on_cell_start=before_cell)
    executor.kc = await connect(manager)
    executor.kc.allow_stdin = False
    wait_for_go()
    exporter = ThreadPoolExecutor(1).submit(exporter_of, source)
    await executor.async_execute()
    executor.kc.shutdown()
    return exporter


def give_title(notebook, title):
    """Replaces the first heading. The title is text, whatever it looks like: no markup, link or formula."""
    from markdown_page import escaped

    # A backslash before a bracket begins a formula, even where it is one that was escaped.
    title = escaped(title).replace("\\\\", "&#92;")
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("# "):
            _, end, rest = cell.source.partition("\n")
            cell.source = f"# {title}{end}{rest}"
            return
    from nbformat.v4 import new_markdown_cell

    notebook.cells.insert(0, new_markdown_cell(f"# {title}"))


class AsItIs(str):
    """A page that nbconvert has no use to parse, which takes a third of the export: it describes pictures that lack a
    description, and makes cells of its own templates reachable by keyboard, of which the project's template has none.
    """

    def select(self, _):
        return []


def exporter_of(source):
    """An exporter that has exported the notebook once, without outputs: half of the time of a first export is templates and patterns."""
    import nbformat
    from nbconvert import HTMLExporter
    from nbconvert.exporters import html
    from traitlets.config import Config

    parse = html.BeautifulSoup
    html.BeautifulSoup = lambda page, features: parse(page, features) if "<img" in page else AsItIs(page)
    settings = Path(sys.prefix, "etc", "jupyter", "jupyter_nbconvert_config.json")
    config = Config(json.loads(settings.read_text("utf-8"))) if settings.exists() else Config()
    exporter = HTMLExporter(config=config)
    export(exporter, nbformat.read(source, as_version=4), "notebook", False)
    return exporter


def export(exporter, notebook, name, show_code):
    html, _ = exporter.from_notebook_node(
        notebook, resources={"metadata": {"name": name, "show_code": show_code}}
    )
    return html


def write(exporter, notebook, name, target, options):
    from nbformat import NotebookNode

    # The exporter makes one copy of the notebook after the other; here nobody else has it any more.
    NotebookNode.__deepcopy__ = lambda node, _: node
    show_code = options.get("showCode", False)
    if "title" in options:
        give_title(notebook, options["title"])
    if "markdown" in options:
        from markdown_page import markdown

        Path(options["markdown"]).write_text(markdown(notebook, show_code), "utf-8")
    Path(target).write_text(export(exporter, notebook, name, show_code), "utf-8")


async def run(source, target, working_directory, options):
    manager = AsyncKernelManager(kernel_name="tslab")
    await manager.start_kernel(cwd=working_directory)
    try:
        # Imported while the kernel starts, which takes as long.
        import nbformat
        from nbclient.exceptions import CellExecutionError, DeadKernelError

        notebook = nbformat.read(source, as_version=4)
        try:
            exporter = await execute(notebook, manager, source)
        except CellExecutionError as error:
            tell(ename=error.ename, evalue=error.evalue, traceback=error.traceback)
            sys.exit(1)
        except DeadKernelError:
            tell(ename="DeadKernelError", evalue="the kernel died", traceback="")
            sys.exit(1)
        # The kernel ends meanwhile.
        write(exporter.result(), notebook, Path(source).stem, target, json.loads(options))
        await manager.finish_shutdown()
    finally:
        if manager.has_kernel and await manager.is_alive():
            await manager.shutdown_kernel(now=True)
        await manager.cleanup_resources()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    code = 0
    try:
        asyncio.run(run(*sys.argv[1:]))
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    # The thread of the kernel's heartbeat may still hold a socket, for which the interpreter's own end would wait for ever.
    os._exit(code)
