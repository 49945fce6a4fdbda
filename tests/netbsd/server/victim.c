/* SPDX-License-Identifier: BSD-2-Clause */
/* A client that dies in the way that the file `mode` says. */
#include <check.h>

#include "client.h"

static char mode(void)
{
    uint64_t file = open_file("mode").value;

    call(CALL_READ, file, (uint64_t)link_at(BUFFER), 1);
    return *(char *)link_at(BUFFER);
}

int main(const struct cos_start *start)
{
    char how = mode();
    uint64_t file = open_file("fifo-victim").value;

    (void)start;
    if (file != 1)
        check(false, "a new life begins without descriptors");
    switch (how) {
    case 'r':
        call(CALL_READ, file, (uint64_t)link_at(BUFFER), 1);
        break;
    case 'd':
        call(CALL_DEVICE, 10000, 0, 0);
        break;
    case 'i':
        cos_sleep(10000000);
        break;
    case 'c':
        __builtin_trap();
    case 'e':
        return 0;
    }
    check(false, "the victim outlived mode %c", how);
    return 1;
}
