/* SPDX-License-Identifier: BSD-2-Clause */
/* Mutations of sound inputs, as accidents and attackers make them. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define INPUT_MOST (1u << 20)

static const uint64_t numbers[] = {
    0,
    1,
    2,
    7,
    16,
    127,
    128,
    255,
    256,
    4095,
    4096,
    65535,
    65536,
    0x7fffffff,
    0x80000000,
    0xffffffff,
    0x100000000,
    0x200000000,
    0x7fffffffffffffff,
    0x8000000000000000,
    0xfffffffffffff000,
    0xfffffffffffffff0,
    0xffffffffffffffff,
};
static const char *const words[] = {
    "[",
    "]",
    "{",
    "}",
    ": ",
    "- ",
    ", ",
    "\n",
    "\n  ",
    "&a ",
    "*a",
    "'",
    "\"",
    "#",
    "? ",
    "|\n",
    ">\n",
    "---\n",
    "\t",
    "0",
    "-1",
    "18446744073709551615",
    "99999999999999999999",
    "4G",
    "16777216G",
    "0x",
    "/",
    "..",
    "../",
    "\xff",
    "\x1b",
    "guest: linux",
    "guest: netbsd",
    "root: [/]",
    "disks: {data: {}}",
    "restart: always",
    "net: {lan: dhcp}",
    "pipe",
    "/dev/zero",
    "NAME=VALUE",
    "10.0.2.15/24",
    "a -> b:80",
    "%s%n",
};

uint64_t next(uint64_t *random)
{
    *random += 0x9e3779b97f4a7c15;
    uint64_t z = *random;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static size_t below(uint64_t *random, size_t limit)
{
    return limit ? next(random) % limit : 0;
}

/* Puts `bytes` in place of `old` bytes at `at`. */
static void replace(struct buffer *input, size_t at, size_t old, const void *bytes, size_t size)
{
    struct buffer result = {0};

    old = old < input->size - at ? old : input->size - at;
    buffer_add(&result, input->data, at);
    buffer_add(&result, bytes, size);
    buffer_add(&result, input->data + at + old, input->size - at - old);
    buffer_free(input);
    *input = result;
}

/* Copies a run of the input, or of another one, into it: over its contents, or between. */
static void copy_run(struct buffer *input, const struct buffer *from, uint64_t *random)
{
    size_t start = below(random, from->size), size = below(random, from->size - start);
    char *run = need(size);

    if (size)
        memcpy(run, from->data + start, size);
    replace(input, below(random, input->size + 1), below(random, 2) ? size : 0, run, size);
    free(run);
}

/* Writes a number of 1, 2, 4 or 8 bytes: often a limit, or one near the number there. */
static void set_number(struct buffer *input, uint64_t *random)
{
    size_t size = (size_t)1 << below(random, 4), at = below(random, input->size / size) * size;
    uint64_t number = numbers[below(random, COUNT(numbers))];

    if (input->size < size)
        return;
    if (!below(random, 3)) {
        memcpy(&number, input->data + at, size);
        number += below(random, 33) - 16;
    }
    memcpy(input->data + at, &number, size);
}

static void change(struct buffer *input, const struct seeds *seeds, uint64_t *random)
{
    const char *word = words[below(random, COUNT(words))];
    size_t at = below(random, input->size);

    switch (below(random, 9)) {
    case 0:
        input->data[at] ^= 1 << below(random, 8);
        break;
    case 1:
        input->data[at] = next(random);
        break;
    case 2:
        replace(input, at, below(random, 2) ? 1 : 1 + below(random, input->size), "", 0);
        break;
    case 3:
        replace(input, at, below(random, 3), word, strlen(word));
        break;
    case 4:
        copy_run(input, input, random);
        break;
    case 5:
        copy_run(input, &seeds->item[below(random, seeds->count)], random);
        break;
    case 6:
        if (!below(random, 8))
            input->size = at; /* cut off */
        break;
    default:
        set_number(input, random);
    }
}

struct buffer mutate(const struct seeds *seeds, uint64_t number, uint64_t *random)
{
    const struct buffer *seed = &seeds->item[number % seeds->count];
    struct buffer input = {0};

    buffer_add(&input, seed->data, seed->size);
    for (size_t edits = 1 + below(random, 8); edits > 0 && input.size; edits--)
        change(&input, seeds, random);
    if (input.size > INPUT_MOST)
        input.size = INPUT_MOST;
    return input;
}

void seeds_add(struct seeds *seeds, const void *bytes, size_t size)
{
    seeds->item = need_room(seeds->item, seeds->count, sizeof(*seeds->item));
    seeds->item[seeds->count] = (struct buffer){0};
    buffer_add(&seeds->item[seeds->count++], bytes, size);
}
