# SPDX-License-Identifier: BSD-2-Clause
"""Shared by the tests of single verbs of evm: runs it in a folder of its own, and judges as TAP."""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

LIMIT = 120  # seconds for one command


class Cases:
    def __init__(self, evm):
        self.evm, self.results = os.path.abspath(evm), []

    def run(self, *arguments, **more):
        """Runs evm; the result has its status and its output as text."""
        return subprocess.run([self.evm, *arguments], stdin=subprocess.DEVNULL, timeout=LIMIT,
                              capture_output=True, encoding='utf-8', errors='surrogateescape',
                              check=False, **more)

    def judge(self, name, good, detail=''):
        self.results.append((name, good, str(detail)))

    def expect(self, name, arguments, status, regex):
        """The status of a command, and a text that stdout or stderr holds."""
        done = self.run(*arguments)
        found = re.search(regex, done.stdout + done.stderr, re.MULTILINE)
        self.judge(name, done.returncode == status and found,
                   f'{done.returncode}: {done.stdout}{done.stderr}\nexpected {status}: {regex}')
        return done

    def print(self):
        print(f'1..{len(self.results)}')
        for number, (name, good, detail) in enumerate(self.results, 1):
            print(f'{"" if good else "not "}ok {number} - {name}')
            if not good:
                print('\n'.join(f'# {line}' for line in ascii(detail)[1:-1].split('\\n')))
        return not all(good for _, good, _ in self.results)


def main(test, usage):
    """Runs test(cases, *arguments) in an empty folder. The first argument is evm."""
    if len(sys.argv) < 2:
        sys.exit(usage)
    arguments = [os.path.abspath(path) for path in sys.argv[1:]]
    cases = Cases(arguments[0])
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ['EVM_CACHE'] = str(Path(folder) / 'cache')
        test(cases, *arguments[1:])
        os.chdir('/')
    sys.exit(cases.print())
