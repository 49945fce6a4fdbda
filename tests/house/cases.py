# SPDX-License-Identifier: BSD-2-Clause
"""Shared by tests of programs that check a tree: small trees, and results as TAP."""
from pathlib import Path


def write_tree(folder, files):
    """Writes the files, texts by their names, and the folders that they need."""
    for name, text in files.items():
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def report(cases):
    """Prints the cases, by their names true or false. Returns whether one has failed."""
    print(f'1..{len(cases)}')
    for number, (what, good) in enumerate(cases.items(), 1):
        print(f'{"" if good else "not "}ok {number} - {what}')
    return not all(cases.values())
