/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a system tells the tool that runs it in an emulator what has become of it: by two bytes at a
 * port that only the booter and the supervisor have, a kind and then a status. What is said on the
 * console is for people: nothing is decided by it.
 */
#ifndef EVM_VERDICT_H
#define EVM_VERDICT_H

#define EVM_VERDICT_PORT 0xe9 /* of QEMU's isa-debugcon; without one, nothing comes of it */

enum evm_verdict {
    EVM_VERDICT_VMS = 'v',    /* the status is of the first critical component that failed, or 0 */
    EVM_VERDICT_SYSTEM = 's', /* the system has failed: a root component, or
                                 the machine lacks some */
};

#endif
