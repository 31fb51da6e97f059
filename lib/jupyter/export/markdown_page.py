"""An executed notebook as Markdown: its prose, its tables, and its figures in words.

Text from records is hostile: whatever could be markup, a link or a formula of the renderer is escaped.
"""

import re

from bs4 import BeautifulSoup

SPECIAL = re.compile(r"([\\`*_\[\]<>|~#!$&{}])")


def escaped(text):
    text = SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return text.replace("://", r"\://").replace("www.", r"www\.").replace("@", r"\@")


def pipe_table(table):
    rows = [[escaped(cell.get_text()) for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]
    if not rows:
        return ""
    caption = table.find("caption")
    numeric = [head.get("data-type") == "number" for head in table.find("tr").find_all(["th", "td"])]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "| " + " | ".join("---:" if number else "---" for number in numeric) + " |")
    return (f"**{escaped(caption.get_text())}**\n\n" if caption else "") + "\n".join(lines)


def lines(text):
    """Lines of a paragraph, none of which begins a list."""
    return "  \n".join(
        re.sub(r"^(\d*)([-+=.)])", r"\1\\\2", escaped(line)) for line in text.splitlines() if line.strip()
    )


def of_output(output):
    if output.output_type == "stream":
        return "```text\n" + output.text.replace("```", "'''").rstrip() + "\n```"
    if output.output_type == "error":
        return lines(f"{output.ename}: {output.evalue}")
    data = output.get("data", {})
    if "application/vnd.plotly.v1+json" in data:
        title, _, description = data.get("text/plain", "Figure").partition("\n")
        return f"**{escaped(title)}**\n\n{lines(description)}"
    page = BeautifulSoup(data.get("text/html", ""), "html.parser")
    status = page.find(role="status")
    if status and status.get_text() == page.get_text():
        return ""  # progress of an operation that is done
    if "text/markdown" in data:
        return data["text/markdown"]
    tables = page.select("table.sortable")
    if not tables:
        return lines(data.get("text/plain", ""))
    text = "\n\n".join(pipe_table(table) for table in tables)
    folded = page.find("summary")
    if not folded:
        return text
    return f"<details><summary>{escaped(folded.get_text())}</summary>\n\n{text}\n\n</details>"


def markdown(notebook, show_code):
    parts = []
    for cell in notebook.cells:
        if "page-only" in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            parts.append(cell.source)
        elif cell.cell_type == "code":
            if show_code and cell.source.strip():
                parts.append(f"```ts\n{cell.source}\n```")
            parts.extend(of_output(output) for output in cell.outputs)
    return "\n\n".join(part for part in parts if part.strip()) + "\n"
