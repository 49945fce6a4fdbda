# SPDX-License-Identifier: BSD-2-Clause
"""Systems as a test outside sees them: their ports, their console, their end. A system ends with
the test, however that ends; each wait has a limit."""
import ctypes
import os
import re
import signal
import socket
import subprocess
import threading
import time
import traceback
from pathlib import Path

PR_SET_PDEATHSIG = 1
FOREVER = 900  # seconds after which a system ends by itself


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def free_ports(count):
    sockets = [socket.create_server(('127.0.0.1', 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class System:
    """`evm run` of a manifest, with further options: `with System(evm, manifest) as system:`."""

    def __init__(self, evm, manifest, *options):
        self.lines = []
        self.changed = threading.Condition()
        self.process = subprocess.Popen([evm, 'run', '--timeout', str(FOREVER), *options, manifest],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, preexec_fn=die_with_parent)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            with self.changed:
                self.lines.append(line.decode(errors='replace').rstrip())
                self.changed.notify_all()
        self.process.wait()
        with self.changed:
            self.changed.notify_all()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def find(self, regex, first=0):
        """From line `first` on."""
        return next((found for found in (re.search(regex, line) for line in self.lines[first:])
                     if found), None)

    def wait_for(self, regex, seconds=60, first=0):
        """The first line of the console that matches, from line `first` on."""
        looked, found = first, None
        end = time.monotonic() + seconds
        with self.changed:
            while not found and time.monotonic() < end:
                ended = self.process.poll() is not None
                found, looked = self.find(regex, looked), len(self.lines)
                if not found and (ended or not self.changed.wait(end - time.monotonic())):
                    break
        if not found:
            raise AssertionError('\n'.join([f'no line matches {regex!r}:', *self.lines[-20:]]))
        return found

    def type(self, text):
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def end(self, seconds=60):
        """Asks it to end; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait(seconds)

    def wait(self, seconds=60):
        status = self.process.wait(seconds)
        self.reader.join(seconds)
        return status

    def fail_power(self):
        """Ends QEMU as a power failure ends a machine, but that what was written to the host's page
        cache stays."""
        tool = self.process.pid
        qemu, = Path(f'/proc/{tool}/task/{tool}/children').read_text().split()
        os.kill(int(qemu), signal.SIGKILL)
        return self.wait()


def run(*command, data=b'', seconds=120, check=True):
    """Output of a program; it must end well unless `check` says otherwise."""
    done = subprocess.run([str(word) for word in command], input=data, capture_output=True,
                          timeout=seconds, check=False, preexec_fn=die_with_parent)
    if check and done.returncode:
        said = (done.stdout + done.stderr).decode(errors='replace')[-2000:]
        raise AssertionError(f'{command}: {done.returncode}: {said}')
    return done.stdout


def fsck(image, *options):
    """Exit status of e2fsck."""
    done = subprocess.run(['/sbin/e2fsck', '-f', *(options or ['-n']), image], capture_output=True,
                          check=False)
    return done.returncode


def until(what, seconds=60):
    """Tries until it is true."""
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            raise AssertionError(f'not within {seconds} s')
        time.sleep(0.1)


class Cases:
    """Results, as TAP. A case is a function that raises if something is wrong; its first line of
    documentation says what it is about."""

    def __init__(self):
        self.count = self.failures = 0

    def judge(self, case, *arguments, systems=()):
        name = case.__doc__.splitlines()[0].rstrip('.')
        start = time.monotonic()
        trouble = ''
        self.count += 1
        try:
            case(*arguments)
        except (AssertionError, OSError, ValueError, subprocess.SubprocessError):
            trouble = traceback.format_exc()
            for system in systems:
                trouble += '\n'.join(['', *system.lines[-60:]])
        self.failures += bool(trouble)
        seconds = time.monotonic() - start
        print(f'{"not " if trouble else ""}ok {self.count} - {name} ({seconds:.1f} s)', flush=True)
        if trouble:
            print('\n'.join(f'# {line}' for line in trouble.splitlines()), flush=True)

    def end(self):
        print(f'1..{self.count}')
        return self.failures != 0
