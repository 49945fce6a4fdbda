/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component that computes at a given time of the system's clock. Arguments are words:
 *
 *     from=US      it waits until then; default: it begins at once
 *     to=US        and computes until then
 *     before=US    a case: it has begun before; then it ends the system
 */
#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "../components/check.h"
#include "../components/words.h"

#define MOST 10000000

static uint64_t from, to, before;

static bool read_word(struct text word)
{
    struct text value;

    return (text_starts(word, "from=", &value) && text_number(value, 10, MOST, &from)) ||
           (text_starts(word, "to=", &value) && text_number(value, 10, MOST, &to)) ||
           (text_starts(word, "before=", &value) && text_number(value, 10, MOST, &before));
}

static uint64_t clock_us(void)
{
    return cos_ns() / 1000;
}

int main(const struct cos_start *start)
{
    uint64_t begin = clock_us();

    if (!words_read(start, read_word))
        return 1;
    if (begin < from)
        cos_sleep(from - begin);
    while (clock_us() < to) {
    }
    if (before == 0)
        return 0;
    check(begin < before, "it begins at %lu us, before %lu us", (unsigned long)begin,
          (unsigned long)before);
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
