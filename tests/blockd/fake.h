/* SPDX-License-Identifier: BSD-2-Clause */
/* A driver's stand-in, whose disk is memory behind a cache: methods of its entry 0. */
#ifndef FAKE_H
#define FAKE_H

#define FAKE_SECTORS 1024

enum fake_method {
    FAKE_KEPT,  /* a1 = sector: second result: the first 8 bytes that would
                   outlive a loss of power */
    FAKE_BREAK, /* the next request is answered by breaking the link's rules; some time later
                   the driver begins anew */
};

#endif
