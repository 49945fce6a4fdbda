# SPDX-License-Identifier: BSD-2-Clause
"""What comes of faults that `evm fault` injects into a system with a switch, a disk, its driver and
VMs that check each other."""
import json
import subprocess
import tempfile
from pathlib import Path

from machine import Absent

SEED, COUNT = 1, 100
LIMIT = 7200  # seconds
NAMES = ['fault_injected', 'fault_escaped', 'fault_recovered_percent',
         'fault_recovery_p99_instructions']


def measure(build):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / 'faults.json'
        done = subprocess.run([build / 'evm', 'fault', '--seed', str(SEED), '--count', str(COUNT),
                               '--settle', '1s', '--window', '2s', '--json', path,
                               build / 'tests/fault/fault.yaml'],
                              capture_output=True, text=True, timeout=LIMIT, check=False)
        if done.returncode not in (0, 1):
            raise Absent(done.stderr.strip() or f'evm fault ended with status {done.returncode}')
        found = json.loads(path.read_text())
    if not found['manifested']:
        raise Absent('no fault showed')
    return {'fault_injected': found['injected'], 'fault_escaped': found['escaped'],
            'fault_recovered_percent': round(100 * found['recovered'] / found['manifested'], 1),
            'fault_recovery_p99_instructions': found['recovery_p99_instructions']}
