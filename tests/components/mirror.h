/* SPDX-License-Identifier: BSD-2-Clause */
/* Services of tests/components/mirror.c for its caller. */
#ifndef MIRROR_H
#define MIRROR_H

enum mirror_method {
    MIRROR_READ,    /* a1 = address: second result = the word there */
    MIRROR_WRITE,   /* a1 = address, a2 = word */
    MIRROR_EXECUTE, /* a1 = address: goes on there */
    MIRROR_CALL,    /* second result = the answer of the VM whose files it uses */
};

#endif
