/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives some signs of life, one in SIGN_US, then does as the first argument says: spin, wait, call
 * (a server that keeps it), crash, exit. The second argument is the number of signs. */
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>

#include "../components/argument.h"

#define SIGN_US 50000

static __attribute__((noinline)) void spin(void)
{
    for (;;)
        __asm__ volatile("");
}

static __attribute__((noinline)) void wait(void)
{
    uint64_t events;

    for (;;)
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
}

static bool is_to(const struct cos_start *start, const char *what)
{
    return strcmp((const char *)start->blobs[0].address, what) == 0;
}

int main(const struct cos_start *start)
{
    cos_print("begins\n");
    for (uint64_t signs = argument(1); signs > 0; signs--) {
        cos_alive();
        cos_sleep(SIGN_US);
    }
    if (is_to(start, "spin"))
        spin();
    if (is_to(start, "wait"))
        wait();
    if (is_to(start, "call"))
        cos_call(COS_SLOT_CALL, 0, 0, 0, 0);
    if (is_to(start, "crash"))
        __builtin_trap();
    cos_print("done\n");
    return 0;
}
