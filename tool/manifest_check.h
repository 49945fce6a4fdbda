/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files share that check the values of a manifest. */
#ifndef MANIFEST_CHECK_H
#define MANIFEST_CHECK_H

#include "manifest.h"

struct check {
    struct manifest *manifest;
    struct diag *diag;
    uint32_t index; /* of the VM being checked */
    struct vm *vm;
};

/* Of a key of that VM; index >= 0: of that item of its list. */
struct place place_of(const struct check *check, const char *key, int index);

/* "vm 'web': key 'calls': 'x' is wrong; expected a native VM". index < 0: the value is no list. */
void bad_entry(const struct check *check, const char *key, int index, const char *value, const char *expected);
/* Reports a list that is longer than a component has slots for. */
void check_count(const struct check *check, const char *key, const struct strings *list, unsigned most);
/* A size in bytes, whole pages; 0 after a mistake or if `string` is NULL. `where`: "vm 'web': " or "". */
uint64_t check_size(const struct check *check, struct place place, const char *where, const char *key,
                    const char *string);
void add_grant(struct check *check, enum evm_grant_type type, uint32_t slot, uint64_t a, uint64_t b);

/* manifest_peers.c */
void check_peers(struct check *check); /* `calls`, `links`, `signals` */
void check_uses(struct check *check);  /* `uses`, `link` */

/* manifest_netbsd.c: the keys of a VM with a NetBSD guest */
void check_netbsd(struct check *check);

#endif
