# SPDX-License-Identifier: BSD-2-Clause
"""Results of tests in Python, as TAP."""


def report(cases):
    """Prints the cases, by their names true or false. Returns whether one has failed."""
    print(f'1..{len(cases)}')
    for number, (what, good) in enumerate(cases.items(), 1):
        print(f'{"" if good else "not "}ok {number} - {what}')
    return not all(cases.values())
