/* SPDX-License-Identifier: BSD-2-Clause */
/* A driver's stand-in, whose disk is memory behind a cache: methods of its entry 0. */
#ifndef FAKE_H
#define FAKE_H

#define FAKE_SECTORS 1024

enum fake_method {
    FAKE_KEPT,  /* a1 = sector: its first 8 bytes after a power failure */
    FAKE_BREAK, /* breaks the link's rules at the next request; restarts later */
};

#endif
