#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Inputs of libFuzzer as text, since binaries do not belong in the tree: hexadecimal lines, and an
empty line between two inputs.

Usage: tests/fuzz/corpus.py pack NAME FOLDER COMMAND [ARGUMENT]...
           writes corpus/NAME.txt: a smallest set of FOLDER's inputs that reaches as much as all
       tests/fuzz/corpus.py unpack NAME FOLDER
           writes these inputs as files
"""
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
LINE = 48  # bytes
MOST = 200 << 10  # bytes of a file, about


def path_of(name):
    return HERE / 'corpus' / f'{name}.txt'


def unpack(name, folder):
    path = path_of(name)
    text = path.read_text() if path.exists() else ''
    for data in (bytes.fromhex(block) for block in text.split('\n\n') if block.strip()):
        (Path(folder) / hashlib.sha1(data).hexdigest()).write_bytes(data)


def pack(name, folder, command):
    with tempfile.TemporaryDirectory() as smallest:
        subprocess.run([*command, '-set_cover_merge=1', '-use_counters=0', smallest, folder],
                       check=True, stderr=subprocess.DEVNULL)
        inputs = sorted((path.read_bytes() for path in Path(smallest).iterdir()),
                        key=lambda data: (len(data), data))
    blocks, size = [], 0
    for data in inputs:
        lines = [data[at:at + LINE].hex() for at in range(0, len(data), LINE)]
        block = '\n'.join(lines) + '\n'
        size += len(block) + 1
        if size > MOST:
            break
        blocks.append(block)
    path_of(name).parent.mkdir(exist_ok=True)
    path_of(name).write_text('\n'.join(blocks))
    print(f'{len(blocks)} of {len(inputs)} inputs')


if __name__ == '__main__':
    if len(sys.argv) > 4 and sys.argv[1] == 'pack':
        pack(sys.argv[2], sys.argv[3], sys.argv[4:])
    elif len(sys.argv) == 4 and sys.argv[1] == 'unpack':
        unpack(sys.argv[2], sys.argv[3])
    else:
        sys.exit(__doc__)
