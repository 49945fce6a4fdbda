# SPDX-License-Identifier: BSD-2-Clause
"""Python: big numbers, memory, files, forking, pipes. Each line of output is a case (see
tests/boot)."""
import os
import signal
import sys
import time


def check(what, got, expected):
    wrong = f'not ok - {what}: got {got!r}, expected {expected!r}'
    print(f'ok - {what}' if got == expected else wrong, flush=True)


def primes(limit):
    sieve = bytearray([1]) * limit
    sieve[0:2] = b'\0\0'
    for i in range(2, int(limit ** 0.5) + 1):
        if sieve[i]:
            sieve[i * i::i] = bytes(len(range(i * i, limit, i)))
    return sum(sieve)


def in_child(work):
    """The exit status of a child that runs work()."""
    child = os.fork()
    if child == 0:
        os._exit(work())
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


check('primes', primes(100000), 9592)
check('big numbers', pow(3, 2000) % 10 ** 12, int(str(3 ** 2000)[-12:]))
check('dictionaries', sum({i: i * i for i in range(5000)}.values()), 41654167500)
check('floating point', f'{(0.1 + 0.2) * 2 ** 0.5:.17g}', '0.42426406871192862')
found = [in_child(lambda i=i: primes(1000 * (i + 1)) % 256) for i in range(4)]
check('children', found, [168, 47, 174, 38])

reader, writer = os.pipe()
if os.fork() == 0:
    os.close(reader)
    os.write(writer, b'x' * 100000)
    os._exit(0)
os.close(writer)
received = 0
while part := os.read(reader, 65536):
    received += len(part)
check('a large write through a pipe', received, 100000)
os.wait()

with open('/tmp/python.txt', 'w', encoding='ascii') as file:
    file.writelines(f'{i}\n' for i in range(10000))
with open('/tmp/python.txt', encoding='ascii') as file:
    check('files', sum(map(int, file)), 49995000)

ticks = []
signal.signal(signal.SIGALRM, lambda *_: ticks.append(time.monotonic()))
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
while len(ticks) < 5:
    time.sleep(0.1)
signal.setitimer(signal.ITIMER_REAL, 0)
check('interval timer', ticks == sorted(ticks), True)
check('modules', sys.version_info[0], 3)
print('done - python', flush=True)
