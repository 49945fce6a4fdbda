/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints lines, and then fails as its first argument says. */
#include <cos/blob.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <evm/blobs.h>
#include <supervisor.h>

#define LINES 60

static __attribute__((noinline)) void write_wild(volatile uint64_t *place)
{
    *place = 1; /* evm crash shows this line */
}

/* Every byte, again and again: more than a record holds. */
static void make_noise(void)
{
    for (unsigned i = 0; i < 256 * 40; i++)
        cos_print("%c", (int)(i % 256));
}

static __attribute__((noinline)) void fail(const char *how)
{
    if (strcmp(how, "noise") == 0)
        make_noise();
    if (strcmp(how, "write") == 0 || strcmp(how, "noise") == 0)
        write_wild((uint64_t *)0x123456789000);
    if (strcmp(how, "status") == 0)
        cos_exit(7);
    if (strcmp(how, "hang") == 0)
        for (cos_alive();;)
            cos_sleep(1000000);
    if (strcmp(how, "off") == 0) { /* the machine goes off, once others have failed */
        cos_sleep(300000);
        cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, 0, 0, 0);
    }
    cos_print("this is no way to fail: '%s'\n", how);
}

int main(const struct cos_start *start)
{
    const char *how = cos_blob_text(cos_blob_find(start, EVM_BLOB_ARGS), NULL);

    for (unsigned i = 1; i <= LINES; i++)
        cos_print("line %u of %u\n", i, LINES);
    cos_print("\033[2J%c and no end of the line", 0);
    fail(how != NULL ? how : "");
    return 0;
}
