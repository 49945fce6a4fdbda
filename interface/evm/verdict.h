/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a system tells the tool that runs it in an emulator how it ended: by two bytes, a kind and
 * then a status, at a port that only the booter and the supervisor have (cos/power.h). Console
 * output is for people: no program decides anything by it.
 */
#ifndef EVM_VERDICT_H
#define EVM_VERDICT_H

enum evm_verdict {
    EVM_VERDICT_VMS = 'v',    /* the status is that of the first critical component that failed, or
                                 0 */
    EVM_VERDICT_SYSTEM = 's', /* the system has failed: a root component did, or a critical one
                                 could not start */
};

#endif
