"""Reads mails and workbooks with readers that we did not write. Prints JSON.

mail.py tree FILE...      the MIME tree of each mail
mail.py workbook FILE...  the printed figures of each workbook, and its formulas
"""

import email
import email.policy
import json
import sys


def tree(part):
    kind = part.get_content_type()
    if part.is_multipart():
        return [kind, [tree(child) for child in part.iter_parts()]]
    return kind


def mail(file):
    with open(file, "rb") as handle:
        message = email.message_from_binary_file(handle, policy=email.policy.default)
    defects = [type(defect).__name__ for part in message.walk() for defect in part.defects]
    html = message.get_body(("html",)).get_content()
    images = [part["Content-ID"].strip("<>") for part in message.walk() if part["Content-ID"]]
    return {"tree": tree(message), "defects": defects, "html": html, "images": images}


def workbook(file):
    import openpyxl

    book = openpyxl.load_workbook(file)
    rows = list(book["Figures"].iter_rows(min_row=2, values_only=True))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    return {
        "sheets": book.sheetnames,
        "figures": [[row[0], row[2], str(row[3])] for row in rows],
        "formulas": [cell.coordinate for cell in cells if cell.data_type == "f"],
    }


READERS = {"tree": mail, "workbook": workbook}
json.dump({file: READERS[sys.argv[1]](file) for file in sys.argv[2:]}, sys.stdout)
