# SPDX-License-Identifier: BSD-2-Clause
"""Shared by the tests of verbs for running systems: a runtime folder, and verbs in it."""
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / 'host')]
from machine import Cases, actor, until, write_manifest  # noqa: E402,F401

LIMIT = 120  # seconds for a verb
CONTROL = 'control: serial2\n'


class Live:
    """Verbs of evm, with a runtime folder of their own; its systems end with it."""

    def __init__(self, evm, build):
        self.evm, self.build = evm, build
        self.runtime = tempfile.TemporaryDirectory()  # its path is short, as a socket's must be
        self.env = dict(os.environ, XDG_RUNTIME_DIR=self.runtime.name)
        self.folder = Path(self.runtime.name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for pid in self.folder.glob('evm/*'):
            process = self.process(pid.name)
            if process:
                os.kill(process, signal.SIGKILL)
        until(lambda: not any(self.process(each.name) for each in self.folder.glob('evm/*')))
        self.runtime.cleanup()

    def process(self, name):
        """The process that runs the system."""
        path = self.folder / 'evm' / name / 'pid'
        inode = path.stat().st_ino if path.exists() else -1
        for line in Path('/proc/locks').read_text().splitlines():
            words = line.split()
            if 'POSIX' in words and words[5].endswith(f':{inode}') and '->' not in words:
                return int(words[4])
        return 0

    def call(self, *words, status=0):
        """What a verb prints; it must end with that status."""
        done = subprocess.run([self.evm, *map(str, words)], stdin=subprocess.DEVNULL, env=self.env,
                              capture_output=True, timeout=LIMIT, check=False)
        said = done.stdout.decode() + done.stderr.decode()
        assert done.returncode == status, f'{words}: {done.returncode}: {said}'
        return said

    def start(self, name, vms, *options, more=CONTROL):
        manifest = write_manifest(self.folder, name, vms, more=more)
        return self.call('run', '-d', *options, manifest)

    def components(self, *options):
        shown = json.loads(self.call('ps', '--json', *options))
        return {each['name']: each for each in shown['components']}

    def line(self, name):
        return self.folder / 'evm' / name / 'line'


def main(*cases):
    evm, build = (Path(path).resolve() for path in sys.argv[1:3])
    judged = Cases()
    for case in cases:
        with Live(evm, build) as live:
            judged.judge(case, live)
    return judged.end()
