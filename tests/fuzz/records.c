/* SPDX-License-Identifier: BSD-2-Clause */
#include "records.h"

#include <stdbool.h>
#include <string.h>

#include "../kernel/random.h"

#define RUN 8 /* records, at most, that one mutation inserts or removes */

size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *input, size_t bytes, size_t most, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *one, size_t one_bytes, const uint8_t *other,
                                 size_t other_bytes, uint8_t *out, size_t most, unsigned seed);

static uint8_t *record(uint8_t *input, size_t index)
{
    return input + index * fuzz_record_bytes;
}

static void fill(uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)random_generated();
}

/* Makes room for `more` records at one of them. Returns the number of records. */
static size_t open_gap(uint8_t *input, size_t count, size_t at, size_t more)
{
    memmove(record(input, at + more), record(input, at), (count - at) * fuzz_record_bytes);
    return count + more;
}

static size_t remove_run(uint8_t *input, size_t count)
{
    size_t run = 1 + below(RUN), at = below(count);

    run = run < count - at ? run : count - at;
    memmove(record(input, at), record(input, at + run), (count - at - run) * fuzz_record_bytes);
    return count - run;
}

/* Inserts random records, or a run of the input once more. */
static size_t insert_run(uint8_t *input, size_t count, size_t room, bool random)
{
    uint8_t copy[RUN * fuzz_record_bytes];
    size_t run = 1 + below(RUN), from = below(count), at = below(count + 1);

    run = run < room ? run : room;
    run = random || run < count - from ? run : count - from;
    if (random)
        fill(copy, run * fuzz_record_bytes);
    else
        memcpy(copy, record(input, from), run * fuzz_record_bytes);
    count = open_gap(input, count, at, run);
    memcpy(record(input, at), copy, run * fuzz_record_bytes);
    return count;
}

static void swap(uint8_t *input, size_t count)
{
    uint8_t *a = record(input, below(count)), *b = record(input, below(count));

    for (unsigned i = 0; i < fuzz_record_bytes; i++) {
        uint8_t byte = a[i];

        a[i] = b[i];
        b[i] = byte;
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *input, size_t bytes, size_t most, unsigned seed)
{
    size_t count = bytes / fuzz_record_bytes, room = most / fuzz_record_bytes - count;
    uint8_t *one;

    random_state = seed;
    if (count == 0) {
        fill(input, fuzz_record_bytes);
        return fuzz_record_bytes;
    }
    one = record(input, below(count));
    switch (below(8)) {
    case 0:
        count = count > 1 ? remove_run(input, count) : count;
        break;
    case 1:
    case 2:
        count = room != 0 ? insert_run(input, count, room, true) : count;
        break;
    case 3:
        count = room != 0 ? insert_run(input, count, room, false) : count;
        break;
    case 4:
        swap(input, count);
        break;
    case 5:
        fill(one, fuzz_record_bytes);
        break;
    default:
        LLVMFuzzerMutate(one, fuzz_record_bytes, fuzz_record_bytes);
    }
    return count * fuzz_record_bytes;
}

/* The start of one input, then the end of the other one. */
size_t LLVMFuzzerCustomCrossOver(const uint8_t *one, size_t one_bytes, const uint8_t *other,
                                 size_t other_bytes, uint8_t *out, size_t most, unsigned seed)
{
    size_t first = one_bytes / fuzz_record_bytes, second = other_bytes / fuzz_record_bytes, skip;

    random_state = seed;
    first = below(first + 1);
    skip = below(second + 1);
    most /= fuzz_record_bytes;
    first = first < most ? first : most;
    second = second - skip < most - first ? second - skip : most - first;
    memcpy(out, one, first * fuzz_record_bytes);
    memcpy(out + first * fuzz_record_bytes, other + skip * fuzz_record_bytes,
           second * fuzz_record_bytes);
    return (first + second) * fuzz_record_bytes;
}
