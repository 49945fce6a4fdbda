# SPDX-License-Identifier: BSD-2-Clause
"""Shared by the tests of `evm run`: manifests of actors, and runs of them that always end."""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / 'gateway')]
from emulator import command  # noqa: E402,F401
from system import Cases, System, die_with_parent, until  # noqa: E402,F401

LIMIT = 120  # seconds for one run


def actor(build, *acts, keys=''):
    """A VM that does these acts."""
    program = f'{build}/tests/host/actor.elf'
    return f'{{guest: native, program: {program}, args: {json.dumps(acts)}{keys}}}'


def write_manifest(folder, name, vms, *, more=''):
    path = Path(folder) / f'{name}.yaml'
    lines = ''.join(f'  {vm}: {what}\n' for vm, what in vms.items())
    path.write_text(f'system: {name}\n{more}vms:\n{lines}')
    return path


def start(evm, arguments, stdout, **more):
    """Starts `evm run` in a session of its own, so that all its processes can be ended together."""
    return subprocess.Popen([evm, 'run', *arguments], stdin=subprocess.DEVNULL, stdout=stdout,
                            preexec_fn=die_with_parent, **more)


def main(tell):
    """Runs tell(cases, evm, build, folder)."""
    evm, build = (Path(path).resolve() for path in sys.argv[1:3])
    cases = Cases()
    with tempfile.TemporaryDirectory(dir=build) as folder:
        tell(cases, evm, build, Path(folder))
    return cases.end()
