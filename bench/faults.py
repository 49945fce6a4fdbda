#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What comes of faults that `evm fault` injects into a system with a switch, a disk, its driver and
VMs that check each other. A run takes hours, so bench/run shows the last one that was recorded, in
bench/faults.json.

Usage: bench/faults.py BUILD [--seed N] [--count N]
Injects the faults, and records what comes of them. Ctrl-C ends it early: it records the others."""
import argparse
import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from machine import Absent

RECORD = Path(__file__).resolve().with_name('faults.json')
LICENCE = 'SPDX-License-Identifier: BSD-2-Clause'
TIMES = ['--settle', '1s', '--window', '2s']
NAMES = ['fault_injected', 'fault_escaped', 'fault_recovered_percent',
         'fault_recovery_p99_instructions']


def measure(_):
    """The figures of the recorded run."""
    if not RECORD.exists():
        raise Absent(f'no run is recorded: {RECORD.name}; bench/faults.py makes one')
    record = json.loads(RECORD.read_text())
    print(f'  seed {record["seed"]}, commit {record["commit"]}', file=sys.stderr)
    return {name: record[name] for name in NAMES}


def inject(build, seed, count, path):
    """Runs `evm fault`, which takes Ctrl-C itself and then still writes its results."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    done = subprocess.run([build / 'evm', 'fault', '--seed', str(seed), '--count', str(count),
                           *TIMES, '--json', path, build / 'tests/fault/fault.yaml'], check=False,
                          preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    if not path.exists():
        sys.exit(f'evm fault ended with status {done.returncode}')
    return json.loads(path.read_text())


def commit():
    """The commit of the sources; `+` says that they have changed since."""
    source = RECORD.parent
    told = [subprocess.run(['git', *words], cwd=source, capture_output=True, text=True,
                           check=True).stdout.strip()
            for words in (['rev-parse', '--short=12', 'HEAD'],
                          ['status', '--porcelain', '--untracked-files=no', '..'])]
    return told[0] + ('+' if told[1] else '')


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument('build', type=Path)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--count', type=int, default=2000)
    chosen = parser.parse_args()
    started = commit()
    with tempfile.TemporaryDirectory() as folder:
        found = inject(chosen.build.resolve(), chosen.seed, chosen.count,
                       Path(folder) / 'faults.json')
    if not found['manifested']:
        sys.exit('no fault showed: nothing is recorded')
    record = {'licence': LICENCE, 'seed': found['seed'], 'commit': started,
              'fault_injected': found['injected'], 'fault_escaped': found['escaped'],
              'fault_recovered_percent': round(100 * found['recovered'] / found['manifested'], 1),
              'fault_recovery_p99_instructions': found['recovery_p99_instructions']}
    RECORD.write_text(json.dumps(record, indent=1) + '\n')


if __name__ == '__main__':
    main()
