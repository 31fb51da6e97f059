"""Prints a workbook as openpyxl reads it: for each sheet its view settings and every cell as [type, value, format]."""

import datetime
import json
import sys

import openpyxl


def cell(c):
    value = c.value.isoformat() if isinstance(c.value, (datetime.datetime, datetime.date)) else c.value
    return None if value is None else [c.data_type, value, c.number_format]


book = openpyxl.load_workbook(sys.argv[1])
json.dump({
    sheet.title: {
        "frozen": sheet.freeze_panes,
        "filter": sheet.auto_filter.ref,
        "charts": len(sheet._charts),
        "coloured": [str(r.sqref) for r in sheet.conditional_formatting],
        "widths": [sheet.column_dimensions[k].width for k in sorted(sheet.column_dimensions)],
        "rows": [[cell(c) for c in row] for row in sheet.iter_rows()],
    } for sheet in book
}, sys.stdout)
