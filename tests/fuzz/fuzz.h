/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the entry of libFuzzer and the readers. */
#ifndef FUZZ_H
#define FUZZ_H

#include "base/base.h"

struct seeds { /* sound inputs */
    struct buffer *item;
    uint32_t count;
};
void seeds_add(struct seeds *seeds, const void *bytes, size_t size);

/* A reader of the tool. All run in a folder of their own, with fixtures. */
struct reader {
    const char *name;
    void (*prepare)(struct seeds *seeds);
    /* repairs what a mutation should not break; or NULL */
    void (*finish)(struct buffer *input, uint64_t *random);
    void (*read)(const struct buffer *input);
};
extern const struct reader readers[];
extern const unsigned reader_count;

#define INPUT "input" /* the file that readers are given */
void put_input(const struct buffer *input);

/* Returns the next of a sequence of numbers. */
uint64_t next(uint64_t *random);

/* readers_tar.c */
void prepare_tar(struct seeds *seeds);
void finish_tar(struct buffer *input, uint64_t *random);

/* readers_crash.c */
void prepare_crash(struct seeds *seeds);
void finish_crash(struct buffer *input, uint64_t *random);
void read_crash(const struct buffer *input);

/* readers_root.c */
void prepare_root(struct seeds *seeds);
void read_root(const struct buffer *input);

#endif
